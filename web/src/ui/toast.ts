export type Toast = {
  id: number;
  text: string;
  tone: "info" | "error";
  action?: { label: string; run: () => void };
  /** Stays until it is put away. */
  stays?: boolean;
};

let toasts: readonly Toast[] = [];
let next = 1;
const listeners = new Set<() => void>();

function set(value: readonly Toast[]) {
  toasts = value;
  for (const listener of listeners) listener();
}

/** Shows a short message; at most three stand at once. Never the only place of an error that has to be acted on. */
export function toast(text: string, options: Partial<Pick<Toast, "tone" | "action" | "stays">> = {}): void {
  set([...toasts, { id: next++, text, tone: "info" as const, ...options }].slice(-3));
}

/** Takes a message away; again changes nothing. */
export const dismissToast = (id: number) => set(toasts.filter((one) => one.id !== id));

export const toastSnapshot = () => toasts;
export function subscribeToasts(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

let drawers = 0;

/** Tells the page's own region that a drawer shows the toasts. Call the result when the drawer closes. */
export function holdPageToasts(): () => void {
  drawers += 1;
  set(toasts);
  return () => {
    drawers -= 1;
    set(toasts);
  };
}

export const pageToastsHeld = () => drawers > 0;
