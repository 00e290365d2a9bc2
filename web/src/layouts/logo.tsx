/** The logo: two sources flow into one destination. */
export function Logo({ className = 'size-6' }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden className={className}>
      <rect width="32" height="32" rx="8" className="fill-accent" />
      <g fill="none" strokeWidth="2.6" strokeLinecap="round" className="stroke-on-accent">
        <path d="M7 11h4c4.5 0 4.5 10 9 10" />
        <path d="M7 21h4c2 0 3.1-1.9 4-4" />
        <path d="M19 16h7" />
      </g>
    </svg>
  )
}
