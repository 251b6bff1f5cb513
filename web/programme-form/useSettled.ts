import { useEffect, useState } from "react";

const typing_ms = 500;

/** A text that has not changed for half a second. */
export function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), typing_ms);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
