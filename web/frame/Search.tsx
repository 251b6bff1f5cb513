import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { IconSearch } from "@tabler/icons-react";
import { useDeferredValue, useEffect, useRef, useState } from "react";
import { ComboBox, Input, Label, ListBox, ListBoxItem, Popover } from "react-aria-components";
import type { PersonListItem } from "../../server/api/schemas.ts";
import { queries } from "../api/queries.ts";
import { useSlash } from "./useSlash.ts";
import { SystemTag } from "../parts/SystemTag.tsx";
import { useWords } from "../words/useWords.ts";

const debounce_ms = 150;

/** One field for names, phones, identifiers and case numbers. `/` goes there from anywhere. */
export function Search() {
  const { t } = useWords();
  const navigate = useNavigate();
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState("");
  const q = useDebounced(text.trim());
  const found = useQuery(queries.search(q));
  const items = useDeferredValue(q.length < 2 ? [] : (found.data?.items ?? []));
  useSlash(field);
  const open = (id: string) => {
    const item = items.find((one) => one.id === id);
    if (item === undefined) return;
    setText("");
    field.current?.blur();
    if (item.household_id === null) void navigate({ to: "/people/$id", params: { id } });
    else {
      void navigate({
        to: "/households/$id",
        params: { id: item.household_id },
        search: { tab: "members", person: id },
      });
    }
  };
  const searching = found.isFetching || q !== text.trim();
  const nothing = found.isError ? "search.failed" : searching ? "search.busy" : "search.nothing";
  return (
    <ComboBox
      className="search"
      items={items}
      inputValue={text}
      onInputChange={setText}
      value={null}
      onChange={(key) => key !== null && open(String(key))}
      allowsCustomValue
      allowsEmptyCollection={text.trim() !== ""}
      menuTrigger="input"
    >
      <Label className="unseen">{t("search.label")}</Label>
      <IconSearch className="search-icon" size={20} aria-hidden="true" />
      <Input
        ref={field}
        className="search-input"
        placeholder={t("search.hint")}
        autoComplete="off"
      />
      <kbd className="search-key" aria-hidden="true">
        {"/"}
      </kbd>
      <Popover className="popover search-popover" offset={6}>
        <ListBox
          className="search-list"
          renderEmptyState={() => (
            <p className="search-none">{t(text.trim().length < 2 ? "search.short" : nothing)}</p>
          )}
        >
          {(item: PersonListItem) => <Hit item={item} />}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}

function Hit({ item }: { item: PersonListItem }) {
  const { t } = useWords();
  const why = item.matched === "" ? "" : t(`search.matched.${item.matched}`, { defaultValue: "" });
  return (
    <ListBoxItem id={item.id} className="search-hit" textValue={item.name}>
      <span className="search-hit-name" dir="auto">
        {item.name}
      </span>
      <span className="search-hit-more">
        {item.age === null ? null : <span>{t("person.age", { count: item.age })}</span>}
        <bdi>{item.household_number}</bdi>
        <bdi>{item.locality}</bdi>
        <SystemTag system={item.origin} />
      </span>
      <span className="search-hit-why">{why}</span>
    </ListBoxItem>
  );
}

function useDebounced(text: string): string {
  const [late, setLate] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setLate(text), debounce_ms);
    return () => clearTimeout(timer);
  }, [text]);
  return late;
}
