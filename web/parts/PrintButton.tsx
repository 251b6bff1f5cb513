import { IconPrinter } from "@tabler/icons-react";

/** Prints the page as it stands; print.css leaves away what is for the screen alone. */
export function PrintButton({ label }: { label: string }) {
  return (
    <button type="button" className="button" onClick={() => window.print()}>
      <IconPrinter size={18} aria-hidden="true" />
      {label}
    </button>
  );
}
