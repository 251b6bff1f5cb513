import { useQuery } from "@tanstack/react-query";
import { Navigate, Outlet, useLocation } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { ApiFailure } from "../api/call.ts";
import { queries } from "../api/queries.ts";
import { useLive } from "../api/useLive.ts";
import { ErrorPanel } from "../parts/ErrorPanel.tsx";
import { Skeleton } from "../parts/Skeleton.tsx";
import { useWords } from "../words/useWords.ts";
import { Header } from "./Header.tsx";
import { Menu } from "./Menu.tsx";
import { News } from "./News.tsx";
import { SoundBand } from "./SoundBand.tsx";
import { SessionContext } from "./session.ts";
import type { Session } from "../../server/api/schemas.ts";

/** Everything around a page for somebody signed in; without a session it leads to sign-in. */
export function Frame() {
  const session = useQuery(queries.session());
  if (session.error instanceof ApiFailure && session.error.status === 401) {
    return <Navigate to="/sign-in" />;
  }
  if (session.data) return <SignedIn session={session.data} />;
  return (
    <main className="page">
      {session.error ? (
        <ErrorPanel error={session.error} retry={() => void session.refetch()} />
      ) : (
        <Skeleton rows={6} />
      )}
    </main>
  );
}

function SignedIn({ session }: { session: Session }) {
  const { t } = useWords();
  const live = useLive(session);
  const main = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const earlier = useRef(pathname);
  useEffect(() => {
    if (earlier.current === pathname) return;
    earlier.current = pathname;
    main.current?.focus({ preventScroll: true });
  }, [pathname]);
  return (
    <SessionContext value={session}>
      <a className="skip" href="#main">
        {t("frame.skip")}
      </a>
      <Header />
      {live.connected ? null : (
        <p className="band band-warn" role="status">
          {t("live.down")}
        </p>
      )}
      <SoundBand />
      <div className="frame">
        <Menu />
        <main id="main" className="page" ref={main} tabIndex={-1}>
          <Outlet />
        </main>
      </div>
      <News items={live.news} dismiss={live.dismiss} />
    </SessionContext>
  );
}
