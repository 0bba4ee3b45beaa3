import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeAll, expect, it, vi } from "vitest";
import { startLocale } from "./i18n.ts";
import { Quantity } from "./quantity.tsx";

beforeAll(() => startLocale([{ en: () => import("./locales/en.ts"), de: () => import("./locales/de.ts") }]));
afterEach(cleanup);

function show(value: number, max: number) {
  const onChange = vi.fn<(value: number) => void>();
  render(<Quantity name="Cup" value={value} max={max} onChange={onChange} />);
  const [less, more] = screen.getAllByRole<HTMLButtonElement>("button");
  if (!less || !more) throw new Error("no buttons");
  return { onChange, less, more, field: screen.getByRole("textbox"), user: userEvent.setup() };
}

it("steps within what is left", async () => {
  const { onChange, less, more, user } = show(1, 2);
  expect(less.disabled).toBe(true);
  await user.click(more);
  expect(onChange).toHaveBeenCalledExactlyOnceWith(2);
});

it("brings a typed number into its limits", async () => {
  const { onChange, field, user } = show(2, 5);
  await user.clear(field);
  await user.type(field, "99{Enter}");
  expect(onChange).toHaveBeenCalledExactlyOnceWith(5);
});

it("gives nothing for nonsense", async () => {
  const { onChange, field, user } = show(2, 5);
  await user.clear(field);
  await user.type(field, "abc");
  await user.tab();
  expect(onChange).not.toHaveBeenCalled();
  expect((field as HTMLInputElement).value).toBe("2");
});
