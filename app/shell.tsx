/** The frame around every page: name, navigation (a bottom bar on a phone), language and theme. */
import type { MouseEvent, ReactNode } from 'react';
import { Link, useRoute } from 'wouter';
import { Icon } from './ui/icon.tsx';
import { setLanguage, useLanguage, useStrings } from './ui/language.ts';
import { setTheme, useThemeChoice, type ThemeChoice } from './ui/theme.ts';
import { shellStrings } from './shell.strings.ts';
import styles from './shell.module.css';

export interface PageLink {
  /** Of the page; what stands behind it names a part of the page. */
  readonly path: string;
  /** Of its words and of its icon. */
  readonly name: keyof (typeof shellStrings)['en']['pages'];
}

const nextTheme: Record<ThemeChoice, ThemeChoice> = { system: 'light', light: 'dark', dark: 'system' };

export function Shell({
  links,
  children,
}: {
  readonly links: readonly PageLink[];
  readonly children: ReactNode;
}) {
  const strings = useStrings(shellStrings);
  const language = useLanguage();
  const theme = useThemeChoice();
  return (
    <div className={styles['shell']}>
      <a className={styles['skip']} href="#main" onClick={skipToMain}>
        {strings.skipToContent}
      </a>
      <header className={styles['header']}>
        <Link href="/" className={styles['brand'] ?? ''}>
          <img src={`${import.meta.env.BASE_URL}icon.svg`} alt="" width="28" height="28" />
          <span>
            EchoKit <span className={styles['brandSoft']}>Web</span>
          </span>
        </Link>
        <nav className={styles['nav']} aria-label={strings.navigation}>
          {links.map((link) => (
            <NavigationLink key={link.path} link={link} label={strings.pages[link.name]} />
          ))}
        </nav>
        <div className={styles['tools']}>
          <button
            type="button"
            className={styles['tool']}
            onClick={() => setLanguage(language === 'en' ? 'zh' : 'en')}
            lang={language === 'en' ? 'zh' : 'en'}
            aria-label={strings.otherLanguageLabel}
          >
            {strings.otherLanguage}
          </button>
          <button
            type="button"
            className={styles['tool']}
            onClick={() => setTheme(nextTheme[theme])}
            aria-label={strings.themeLabel(theme)}
            title={strings.themeLabel(theme)}
          >
            <ThemeIcon choice={theme} />
          </button>
        </div>
      </header>
      <main id="main" className={styles['main']} tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}

/** By hand: what follows the # in the address names a page of the app. */
function skipToMain(event: MouseEvent): void {
  event.preventDefault();
  document.getElementById('main')?.focus();
}

function NavigationLink({ link, label }: { readonly link: PageLink; readonly label: string }) {
  const [isCurrent] = useRoute(link.path === '/' ? '/' : `${link.path}/*?`);
  return (
    <Link
      href={link.path}
      className={(isCurrent ? `${styles['link']} ${styles['current']}` : styles['link']) ?? ''}
      aria-current={isCurrent ? 'page' : undefined}
    >
      <Icon name={link.name} />
      <span>{label}</span>
    </Link>
  );
}

function ThemeIcon({ choice }: { readonly choice: ThemeChoice }) {
  const half = <path d="M12 3a9 9 0 0 1 0 18Z" fill="currentColor" />;
  const full = <circle cx="12" cy="12" r="9" fill="currentColor" />;
  return (
    <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
      <circle cx="12" cy="12" r="9" fill="none" stroke="currentColor" strokeWidth="2" />
      {choice === 'system' ? half : choice === 'dark' ? full : null}
    </svg>
  );
}
