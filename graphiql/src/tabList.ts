/**
 * GraphiQL's tabs are list items with the role `tab` around two buttons. Screen readers do not reach what is inside a tab,
 * so they are made what they are: a list of buttons.
 */
export function mendTabList(editor: Element): void {
  const mend = (): void => {
    editor.querySelector('.graphiql-tabs[role=tablist]')?.setAttribute('role', 'list');
    for (const item of editor.querySelectorAll('.graphiql-tab')) {
      item.setAttribute('role', 'listitem');
      item.removeAttribute('aria-selected');
      item
        .querySelector('.graphiql-tab-button')
        ?.setAttribute('aria-current', String(item.classList.contains('graphiql-tab-active')));
    }
  };
  mend();
  // React renders a tab anew when it is selected.
  new MutationObserver(mend).observe(editor.querySelector('.graphiql-tabs')?.parentElement ?? editor, {
    subtree: true,
    childList: true,
    attributeFilter: ['class', 'aria-selected'],
  });
}
