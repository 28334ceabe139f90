import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useConsole } from '../context.ts';

/** The frame of every page: skip link, navigation, who is signed in, and the heading, which gets the focus when a page opens. */
export function Page({ title, children }: { title: string; children: ComponentChildren }) {
  const { session } = useConsole();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} – Countersign`;
    heading.current?.focus();
  }, [title]);
  const { person } = session;
  return (
    <>
      <a class="usa-skipnav" href="#main">
        Skip to the main content
      </a>
      <header class="topbar">
        <nav aria-label="Main" class="frame">
          <ul>
            <li class="name">
              <a href="/app/home">Countersign</a>
            </li>
            {person !== null && (
              <li>
                <a href="/app/queue">Queue</a>
              </li>
            )}
            {person?.roles.some(({ role }) => role === 'vendor') && (
              <li>
                <a href="/app/cases">Cases</a>
              </li>
            )}
            <li class="who">
              {person === null ? (
                <button type="button" class="usa-button usa-button--unstyled" onClick={() => void session.signIn()}>
                  Sign in
                </button>
              ) : (
                <>
                  {person.name}{' '}
                  <button type="button" class="usa-button usa-button--unstyled" onClick={() => void session.signOut()}>
                    Sign out
                  </button>
                </>
              )}
            </li>
          </ul>
        </nav>
      </header>
      <main id="main" class="frame">
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {children}
      </main>
    </>
  );
}
