import { lazy, Suspense } from "react";
import type { FormDialogProps } from "./FormModal.tsx";

/** Fetched once the page stands, or at the latest when the first form opens. */
const load = () => import("./FormModal.tsx");
const FormModal = lazy(async () => ({ default: (await load()).FormModal }));

/** One form over the page; Escape closes it, what failed is said inside and nothing typed is lost. */
export function FormDialog(props: FormDialogProps) {
  return (
    <Suspense fallback={null}>
      <FormModal {...props} />
    </Suspense>
  );
}
