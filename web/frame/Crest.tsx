/** The state crest of the demo country: a circle and a square, the two offices, under one shield. */
export function Crest() {
  return (
    <svg className="crest" viewBox="0 0 32 36" width="30" height="34" aria-hidden="true">
      <path
        d="M2 2h28v17c0 8-6 13-14 16C8 32 2 27 2 19z"
        fill="#0A3550"
        stroke="#C9A227"
        strokeWidth="3"
      />
      <circle cx="12" cy="16" r="5" fill="#fff" />
      <rect x="15.500" y="11.500" width="9" height="9" fill="none" stroke="#fff" strokeWidth="2" />
    </svg>
  );
}
