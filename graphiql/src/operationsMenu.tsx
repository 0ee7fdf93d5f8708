import type { TargetedKeyboardEvent } from 'preact';
import { useRef } from 'preact/hooks';
import { pageData } from './pageData.ts';

interface OperationsMenuProps {
  readonly onOpen: (document: string) => void;
}

/** How far an arrow key moves. */
const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };

/** The worked operations. Tab and the arrow keys move, Enter opens one, Escape closes the menu. */
export function OperationsMenu({ onOpen }: OperationsMenuProps) {
  const menu = useRef<HTMLDivElement>(null);
  const entries = (): HTMLButtonElement[] => [...(menu.current?.querySelectorAll('button') ?? [])];
  const onKeyDown = (event: TargetedKeyboardEvent<HTMLDivElement>): void => {
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const all = entries();
    const at = all.findIndex((entry) => entry === document.activeElement);
    all[(at + step + all.length) % all.length]?.focus();
  };
  return (
    <>
      <button type="button" popovertarget="operations-menu">
        Operations
      </button>
      <div id="operations-menu" class="menu" popover="auto" ref={menu} onKeyDown={onKeyDown}>
        <ul>
          {pageData.operations.map(({ title, summary, document: text }, index) => (
            <li key={title}>
              <button
                type="button"
                // When the menu opens.
                autofocus={index === 0}
                onClick={() => {
                  menu.current?.hidePopover();
                  onOpen(text);
                }}
              >
                <strong>{title}</strong>
                <small>{summary}</small>
              </button>
            </li>
          ))}
        </ul>
      </div>
    </>
  );
}
