/** What the address of the audit log may say. */
export type AuditSearch = { actor?: string; store?: string; action?: string; cursor?: string };

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const ACTION = /^[a-z_.]{1,100}$/;

export const isId = (text: string) => UUID.test(text);
export const isAction = (text: string) => ACTION.test(text);

/** Reads the address; what the API would not take is left out. */
export function auditSearch(raw: Record<string, unknown>): AuditSearch {
  const text = (name: keyof AuditSearch) => (typeof raw[name] === "string" ? raw[name] : "");
  const [actor, store, action, cursor] = [text("actor"), text("store"), text("action"), text("cursor")];
  return {
    ...(isId(actor) && { actor }),
    ...(isId(store) && { store }),
    ...(isAction(action) && { action }),
    ...(cursor && { cursor }),
  };
}
