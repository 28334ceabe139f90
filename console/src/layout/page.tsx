import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { useConsole } from '../context.ts';

/** The frame of every page: skip link, navigation, who is signed in, and the heading, which gets the focus when a page opens. */
export function Page({ title, children }: { title: string; children: ComponentChildren }) {
  const { session } = useConsole();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} – Countersign`;
    // A page that only gets its real title once it has loaded does not take the focus from where the person went meanwhile.
    if (document.activeElement === null || document.activeElement === document.body) heading.current?.focus();
  }, [title]);
  useEffect(() => heading.current?.focus(), []);
  const { person } = session;
  const is = (role: string) => person?.roles.some((one) => one.role === role) ?? false;
  const queues = ['reviewer', 'principal', 'coordinator', 'panelist', 'vendor'].some(is);
  const ballots = ['principal', 'company', 'standards_editor'].some(is);
  return (
    <>
      <a class="usa-skipnav" href="#main">
        Skip to the main content
      </a>
      <header class="topbar">
        <nav aria-label="Main" class="frame">
          <ul>
            <li class="name">
              <NavLink to="/app/home">Countersign</NavLink>
            </li>
            {queues && (
              <li>
                <NavLink to="/app/queue">Queue</NavLink>
              </li>
            )}
            {queues && (
              <li>
                <NavLink to="/app/notices">Notices</NavLink>
              </li>
            )}
            {ballots && (
              <li>
                <NavLink to="/app/ballots">Ballots</NavLink>
              </li>
            )}
            {is('break_glass') && (
              <li>
                <NavLink to="/app/emergency">Emergency access</NavLink>
              </li>
            )}
            {is('vendor') && (
              <>
                <li>
                  <NavLink to="/app/cases">Cases</NavLink>
                </li>
                <li>
                  <NavLink to="/app/submit">Submit</NavLink>
                </li>
              </>
            )}
            <li>
              <NavLink to="/app/standards">Standards</NavLink>
            </li>
            <li>
              <NavLink to="/app/register">Register</NavLink>
            </li>
            <li>
              <NavLink to="/app/precedents">Precedents</NavLink>
            </li>
            <li>
              <NavLink to="/app/verify">Verify</NavLink>
            </li>
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
      <Offline />
      <main id="main" class="frame">
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {children}
      </main>
    </>
  );
}

function NavLink({ to, children }: { to: string; children: ComponentChildren }) {
  const { path } = useLocation();
  return (
    <a href={to} {...(path === to && { 'aria-current': 'page' as const })}>
      {children}
    </a>
  );
}

function Offline() {
  const [online, setOnline] = useState(navigator.onLine);
  useEffect(() => {
    const look = () => setOnline(navigator.onLine);
    for (const event of ['online', 'offline']) addEventListener(event, look);
    return () => {
      for (const event of ['online', 'offline']) removeEventListener(event, look);
    };
  }, []);
  return (
    <div role="status">
      {!online && (
        <p class="offline">There is no connection. What you see may be old; what you write is kept in this browser.</p>
      )}
    </div>
  );
}
