/** Keys to press, together or one after the other. */
export function Keys({ keys }: { keys: readonly string[] }) {
  return (
    <span className="inline-flex gap-1">
      {keys.map((key) => (
        <kbd
          key={key}
          className="border-line bg-bg text-muted inline-grid h-6 min-w-6 place-items-center rounded-md border px-1.5 font-sans text-xs font-medium"
        >
          {key}
        </kbd>
      ))}
    </span>
  );
}
