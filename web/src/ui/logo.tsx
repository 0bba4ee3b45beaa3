/** The bridge over the canal. */
export function Logo() {
  return (
    <span className="flex items-center gap-2.5">
      <svg viewBox="0 0 32 32" className="size-8" aria-hidden>
        <rect width="32" height="32" rx="9" className="fill-accent" />
        <path
          d="M6 22c0-7 4.500-11.500 10-11.500S26 15 26 22"
          fill="none"
          className="stroke-accent-ink"
          strokeWidth="3"
          strokeLinecap="round"
        />
        <path
          d="M11.500 22c0-3.200 1.900-5.400 4.500-5.400s4.500 2.200 4.500 5.400"
          fill="none"
          className="stroke-clay-soft"
          strokeWidth="3"
          strokeLinecap="round"
        />
      </svg>
      <span className="text-xl font-semibold tracking-tight">Rialto</span>
    </span>
  );
}
