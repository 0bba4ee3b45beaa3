import { ApiError } from "@api/problem.ts";
import { startLocale } from "@ui/i18n.ts";
import { cleanup, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  RouterContextProvider,
} from "@tanstack/react-router";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { Field, Form, PasswordField } from "./form.tsx";
import { passwordRule } from "./password-rule.ts";
import { useForm } from "./use-form.ts";

beforeAll(() =>
  startLocale([
    { en: () => import("@ui/locales/en.ts"), de: () => import("@ui/locales/de.ts") },
    { en: () => import("../locales/en.ts"), de: () => import("../locales/de.ts") },
  ]),
);
afterEach(cleanup);

type Send = (values: Record<"email" | "password", string>) => Promise<void>;

function TestForm({ send }: { send: Send }) {
  const form = useForm({
    id: "test",
    rules: { email: { label: "account.email" }, password: passwordRule("account.password") },
    send,
  });
  return (
    <Form form={form}>
      <Field form={form} name="email" />
      <PasswordField form={form} name="password" />
      <button type="submit">Send</button>
    </Form>
  );
}

function show(answer: Send) {
  const send = vi.fn<Send>(answer);
  const root = createRootRoute();
  const page = createRoute({ getParentRoute: () => root, path: "/account/security" });
  const login = createRoute({ getParentRoute: () => root, path: "/login" });
  const router = createRouter({
    routeTree: root.addChildren([page, login]),
    history: createMemoryHistory({ initialEntries: ["/account/security"] }),
  });
  render(
    <RouterContextProvider router={router as never}>
      <TestForm send={send} />
    </RouterContextProvider>,
  );
  const fields = {
    email: screen.getByRole<HTMLInputElement>("textbox", { name: "Email" }),
    password: screen.getByLabelText<HTMLInputElement>("Password"),
  };
  return { send, router, fields, user: userEvent.setup(), button: screen.getByText("Send") };
}

const refused = (status: number, code: string, more: object = {}, retryAfter?: number) =>
  Promise.reject(new ApiError(status, { code, ...more }, retryAfter));

describe("a form", () => {
  it("is not sent while something is missing, says what, and moves there", async () => {
    const { send, fields, user, button } = show(() => Promise.resolve());
    await user.click(button);
    expect(send).not.toHaveBeenCalled();
    expect(screen.getByRole("alert").textContent).toContain("Please check 2 fields");
    await waitFor(() => expect(document.activeElement).toBe(fields.email));
    expect(fields.email.getAttribute("aria-invalid")).toBe("true");
    await user.type(fields.email, "a");
    expect(fields.email.getAttribute("aria-invalid")).toBeNull();
  });

  it("sends what was typed, once", async () => {
    const held: (() => void)[] = [];
    const { send, fields, user, button } = show(() => new Promise<void>((resolve) => held.push(resolve)));
    await user.type(fields.email, "ada@example.com");
    await user.type(fields.password, "correct horse");
    await user.click(button);
    await user.keyboard("{Enter}");
    held[0]?.();
    expect(send).toHaveBeenCalledOnce();
    expect(send.mock.calls[0]?.[0]).toEqual({ email: "ada@example.com", password: "correct horse" });
  });

  it("shows what the API has against a field, and keeps what was typed", async () => {
    const { fields, user, button } = show(() =>
      refused(422, "password_refused", { fields: [{ path: "password", code: "guessable" }] }),
    );
    await user.type(fields.email, "ada@example.com");
    await user.type(fields.password, "password123");
    await user.click(button);
    await waitFor(() => expect(document.activeElement).toBe(fields.password));
    expect(screen.getByText(/easy to guess/)).toBeTruthy();
    expect(fields.email.value).toBe("ada@example.com");
  });

  it("says when it may be tried again", async () => {
    const { fields, user, button } = show(() => refused(429, "too_many_attempts", {}, 300));
    await user.type(fields.email, "ada@example.com");
    await user.type(fields.password, "correct horse");
    await user.click(button);
    await waitFor(() => expect(screen.getByRole("alert").textContent).toContain("in 5 minutes"));
  });

  it("sends one to confirm who one is, and back", async () => {
    const { router, fields, user, button } = show(() => refused(403, "fresh_login_needed"));
    await user.type(fields.email, "ada@example.com");
    await user.type(fields.password, "correct horse");
    await user.click(button);
    await waitFor(() => expect(router.history.location.pathname).toBe("/login"));
    expect(router.history.location.search).toContain("reason=confirm");
    expect(decodeURIComponent(router.history.location.search)).toContain("/account/security");
  });

  it("can show the password", async () => {
    const { fields, user } = show(() => Promise.resolve());
    const toggle = screen.getByRole("button", { name: "Show password" });
    expect(fields.password.type).toBe("password");
    await user.click(toggle);
    expect(fields.password.type).toBe("text");
    expect(toggle.getAttribute("aria-pressed")).toBe("true");
  });
});
