import { useWords } from "../words/useWords.ts";
import { Empty } from "./Empty.tsx";
import { ErrorPanel } from "./ErrorPanel.tsx";
import { Skeleton } from "./Skeleton.tsx";

type Props = {
  list: {
    error: Error | null;
    isPending: boolean;
    data?: { items: readonly unknown[] } | undefined;
    refetch: () => unknown;
  };
  rows: number;
  /** Sentence keys: `<words>.empty` says why nothing is there, `<words>.empty_next` the next step. */
  words: string;
};

/** What a list shows while it has no rows: that it failed, that it comes, or why it is empty. */
export function ListState({ list, rows, words }: Props) {
  const { t } = useWords();
  return (
    <>
      {list.error ? <ErrorPanel error={list.error} retry={() => void list.refetch()} /> : null}
      {list.isPending ? <Skeleton rows={rows} /> : null}
      {list.data?.items.length === 0 ? (
        <Empty title={t(`${words}.empty`)}>
          <p>{t(`${words}.empty_next`)}</p>
        </Empty>
      ) : null}
    </>
  );
}
