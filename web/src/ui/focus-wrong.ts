import { useCallback, useEffect, useState } from "react";

/** Gives a function that moves the focus to the form's first wrong field, once the fields are marked. */
export function useFocusWrong(formId: string): () => void {
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    if (asked > 0) document.querySelector<HTMLElement>(`#${formId} [aria-invalid=true]`)?.focus();
  }, [asked, formId]);
  return useCallback(() => setAsked((count) => count + 1), []);
}
