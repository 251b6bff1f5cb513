import { IconX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Dialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { FailureLine } from "../parts/FailureLine.tsx";
import { useWords } from "../words/useWords.ts";

export type FormDialogProps = {
  title: string;
  submit: string;
  busy: boolean;
  error: Error | null;
  onSubmit: () => void;
  close: () => void;
  children: ReactNode;
};

/** One form over the page; Escape closes it, what failed is said inside and nothing typed is lost. */
export function FormModal({
  title,
  submit,
  busy,
  error,
  onSubmit,
  close,
  children,
}: FormDialogProps) {
  const { t } = useWords();
  return (
    <ModalOverlay className="overlay" isOpen onOpenChange={(open) => (open ? undefined : close())}>
      <Modal className="modal">
        <Dialog className="dialog">
          <div className="dialog-head">
            <Heading slot="title">{title}</Heading>
            <button
              type="button"
              className="icon-button"
              aria-label={t("form.close")}
              onClick={close}
            >
              <IconX size={20} aria-hidden="true" />
            </button>
          </div>
          <form
            className="dialog-form"
            onSubmit={(event) => {
              event.preventDefault();
              onSubmit();
            }}
          >
            {children}
            <FailureLine error={error} />
            <div className="actions">
              <button type="submit" className="button button-primary" disabled={busy}>
                {submit}
              </button>
              <button type="button" className="button" onClick={close}>
                {t("form.cancel")}
              </button>
            </div>
          </form>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
