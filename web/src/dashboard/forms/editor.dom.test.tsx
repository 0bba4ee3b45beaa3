import { ApiError } from "@api/problem.ts";
import { startLocale } from "@ui/i18n.ts";
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  Link,
  Outlet,
  RouterProvider,
} from "@tanstack/react-router";
import { cleanup, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import * as v from "valibot";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { EditorForm } from "./editor-form.tsx";
import { MoneyInput, NumberInput, TextInput } from "./inputs.tsx";
import { amount, required, whole } from "./rules.ts";
import { useEditor } from "./use-editor.ts";

beforeAll(() =>
  startLocale([
    { en: () => import("@ui/locales/en.ts"), de: () => import("@ui/locales/de.ts") },
    { en: () => import("../locales/en.ts"), de: () => import("../locales/de.ts") },
  ]),
);
afterEach(cleanup);

type Mug = { name: string; price: number; stock: number };
const schema = v.object({ name: required(20), price: amount(1), stock: whole() });

function MugForm({ save }: { save: (mug: Mug) => Promise<void> }) {
  const editor = useEditor<Mug>({
    schema,
    values: { name: "Blue mug", price: 1250, stock: 3 },
    save,
    fieldOf: (path) => (path === "variants[0].priceAmount" ? "price" : path),
  });
  return (
    <EditorForm editor={editor} submit="Save">
      <TextInput editor={editor} name="name" label="Name" />
      <MoneyInput editor={editor} name="price" label="Price" currency="EUR" />
      <NumberInput editor={editor} name="stock" label="Stock" unit="pcs" />
      {editor.conflict && <p>Somebody else was faster</p>}
    </EditorForm>
  );
}

const field = (name: string) => screen.getByLabelText<HTMLInputElement>(name);

async function show(answer: () => Promise<void> = () => Promise.resolve()) {
  const save = vi.fn<(mug: Mug) => Promise<void>>(answer);
  const root = createRootRoute({
    component: () => (
      <>
        <Link to={"/elsewhere" as "/"}>Leave it</Link>
        <Outlet />
      </>
    ),
  });
  const form = createRoute({
    getParentRoute: () => root,
    path: "/",
    component: () => <MugForm save={save} />,
  });
  const other = createRoute({
    getParentRoute: () => root,
    path: "/elsewhere",
    component: () => <p>Elsewhere</p>,
  });
  const router = createRouter({
    routeTree: root.addChildren([form, other]),
    history: createMemoryHistory({ initialEntries: ["/"] }),
  });
  render(<RouterProvider router={router as never} />);
  await screen.findByLabelText("Name");
  return { save, user: userEvent.setup(), send: () => screen.getByRole("button", { name: "Save" }) };
}

describe("an editor", () => {
  it("sends money in minor units and numbers as numbers", async () => {
    const { save, user, send } = await show();
    expect(field("Price").value).toBe("12.50");
    await user.clear(field("Price"));
    await user.type(field("Price"), "9,9");
    await user.clear(field("Stock"));
    await user.type(field("Stock"), "12");
    await user.type(field("Name"), " ");
    await user.click(send());
    await waitFor(() => expect(save).toHaveBeenCalledWith({ name: "Blue mug", price: 990, stock: 12 }));
  });

  it("says what is wrong, keeps what was typed, and sends nothing", async () => {
    const { save, user, send } = await show();
    await user.clear(field("Name"));
    await user.clear(field("Price"));
    await user.type(field("Price"), "cheap");
    await user.clear(field("Stock"));
    await user.click(send());
    await waitFor(() => expect(document.activeElement).toBe(field("Name")));
    expect(screen.getByText("Please fill this in.")).toBeTruthy();
    expect(screen.getByText("Please enter an amount such as 12.50.")).toBeTruthy();
    expect(screen.getByText("Please enter a whole number.")).toBeTruthy();
    expect(field("Price").value).toBe("cheap");
    expect(save).not.toHaveBeenCalled();
  });

  it("shows what the API has against a field at the field", async () => {
    const fields = [{ path: "variants[0].priceAmount", code: "range" }];
    const { user, send } = await show(() =>
      Promise.reject(new ApiError(422, { code: "product_refused", title: "The price is odd.", fields })),
    );
    await user.click(send());
    await waitFor(() => expect(field("Price").getAttribute("aria-invalid")).toBe("true"));
    expect(screen.getByRole("alert").textContent).toContain("The price is odd.");
  });

  it("says that somebody else was faster", async () => {
    const { user, send } = await show(() => Promise.reject(new ApiError(412, { code: "version_stale" })));
    await user.click(send());
    expect(await screen.findByText("Somebody else was faster")).toBeTruthy();
  });

  it("asks before changes are lost, and not once they are saved", async () => {
    const { user, send } = await show();
    await user.type(field("Name"), "s");
    await user.click(screen.getByRole("link", { name: "Leave it" }));
    await user.click(await screen.findByRole("button", { name: "Cancel" }));
    expect(field("Name").value).toBe("Blue mugs");
    await user.click(send());
    await waitFor(() => expect(screen.queryByText("Unsaved changes")).toBeNull());
    await user.click(screen.getByRole("link", { name: "Leave it" }));
    expect(await screen.findByText("Elsewhere")).toBeTruthy();
  });

  it("is put back as it was", async () => {
    const { user } = await show();
    await user.clear(field("Stock"));
    await user.type(field("Stock"), "7");
    await user.click(screen.getByRole("button", { name: "Discard" }));
    expect(field("Stock").value).toBe("3");
    expect(screen.queryByText("Unsaved changes")).toBeNull();
  });
});
