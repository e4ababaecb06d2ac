import { Button } from '../../ui/button.tsx';
import { useStrings } from '../../ui/language.ts';
import styles from './monitor.module.css';
import { monitorStrings } from './monitor.strings.ts';
import type { Search } from './use-matches.ts';

/** Enter goes to the next match, Shift and Enter to the one before, Esc ends. */
export function SearchField({ search }: { readonly search: Search }) {
  const strings = useStrings(monitorStrings);
  const { query, count, at } = search;
  return (
    <div className={styles['search']} role="search">
      <input
        type="search"
        aria-label={strings.search}
        placeholder={strings.search}
        value={query}
        spellCheck={false}
        onChange={({ target }) => search.setQuery(target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') search.step(event.shiftKey ? -1 : 1);
          else if (event.key === 'Escape') search.setQuery('');
        }}
      />
      {query !== '' && (
        <>
          <span className={styles['count']} role="status">
            {count === 0 ? strings.notFound : strings.found(at, count)}
          </span>
          <Button size="small" look="quiet" aria-label={strings.previous} onClick={() => search.step(-1)}>
            ↑
          </Button>
          <Button size="small" look="quiet" aria-label={strings.next} onClick={() => search.step(1)}>
            ↓
          </Button>
        </>
      )}
    </div>
  );
}
