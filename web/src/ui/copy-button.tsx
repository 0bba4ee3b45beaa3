import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { Button } from "./button.tsx";

type Props = {
  text: string;
  label: string;
  /** What the button says for a moment once it is copied. */
  done: string;
};

/** Copies a text; nothing where the browser does not let pages do that (without https). */
export function CopyButton({ text, label, done }: Props) {
  const [copied, setCopied] = useState(false);
  if (!("clipboard" in navigator)) return null;
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), 3000);
  };
  return (
    <Button variant="outline" size="sm" onClick={() => void copy()}>
      {copied ? <Check size={16} aria-hidden /> : <Copy size={16} aria-hidden />}
      <span aria-live="polite">{copied ? done : label}</span>
    </Button>
  );
}
