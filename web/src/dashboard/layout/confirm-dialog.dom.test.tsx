import { ApiError } from "@api/problem.ts";
import { startLocale } from "@ui/i18n.ts";
import uiDe from "@ui/locales/de.ts";
import uiEn from "@ui/locales/en.ts";
import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import de from "../locales/de.ts";
import en from "../locales/en.ts";
import { ConfirmDialog } from "./confirm-dialog.tsx";

beforeAll(() =>
  startLocale([
    { en: () => Promise.resolve({ default: uiEn }), de: () => Promise.resolve({ default: uiDe }) },
    { en: () => Promise.resolve({ default: en }), de: () => Promise.resolve({ default: de }) },
  ]),
);
afterEach(cleanup);

function show(act: () => Promise<void>, typed?: string) {
  const onDone = vi.fn<() => void>();
  render(
    <ConfirmDialog
      title="Really?"
      submit="Do it"
      act={act}
      onDone={onDone}
      onClose={() => {}}
      {...(typed && { typed })}
    >
      <p>It matters.</p>
    </ConfirmDialog>,
  );
  return { onDone, user: userEvent.setup(), button: screen.getByRole("button", { name: "Do it" }) };
}

describe("the question before something is done", () => {
  it("does nothing before the text is typed", async () => {
    const act = vi.fn<() => Promise<void>>().mockResolvedValue();
    const { user, button, onDone } = show(act, "ada@example.com");
    const field = screen.getByLabelText("Type ada@example.com to confirm");
    await user.type(field, "ada@example.co");
    await user.click(button);
    expect(act).not.toHaveBeenCalled();
    expect(field.getAttribute("aria-invalid")).toBe("true");
    await user.type(field, "m");
    await user.click(button);
    expect(act).toHaveBeenCalledOnce();
    expect(onDone).toHaveBeenCalledOnce();
  });

  it("says why it was refused, with the number to ask about", async () => {
    const refusal = new ApiError(409, { code: "own_account", requestId: "req-7" });
    const { user, button, onDone } = show(() => Promise.reject(refusal));
    await user.click(button);
    const alert = await screen.findByRole("alert");
    expect(alert.textContent).toContain("This is your own account.");
    expect(alert.textContent).toContain("req-7");
    expect(onDone).not.toHaveBeenCalled();
  });

  it("goes to the sign-in page for a fresh proof, and leads back", async () => {
    const assign = vi.spyOn(location, "assign").mockImplementation(() => {});
    history.replaceState(null, "", "/dashboard/users/1?ask=block");
    const { user, button } = show(() => Promise.reject(new ApiError(403, { code: "fresh_login_needed" })));
    await user.click(button);
    expect(assign).toHaveBeenCalledWith(
      "/login?reason=confirm&returnTo=%2Fdashboard%2Fusers%2F1%3Fask%3Dblock",
    );
  });
});
