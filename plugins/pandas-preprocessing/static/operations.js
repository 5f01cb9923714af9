// @ts-check
// Shows the fields that the chosen operation asks for, and hides the others.

/** @type {Record<string, string[]>} */
export const fieldsOf = {
  do_nothing: [],
  drop_na: ['axis', 'how', 'subset'],
  fill_na: ['fillValue'],
  drop_duplicates: ['keep', 'subset'],
  sort_values: ['by', 'ascending'],
  strip_entries: ['characters', 'position', 'subset'],
  split_column: ['column', 'by', 'newColumns', 'removeColumn'],
  replace: ['substring', 'newStr', 'subset'],
  string_case: ['case', 'subset'],
}

function showFields(/** @type {HTMLSelectElement} */ choice) {
  const wanted = fieldsOf[choice.value] ?? []
  for (const group of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('.qhana-form-field'))) {
    const name = group.querySelector('[name]')?.getAttribute('name') ?? ''
    group.hidden = name !== choice.name && !wanted.includes(name)
  }
}

if (typeof document !== 'undefined') {
  const choice = /** @type {HTMLSelectElement | null} */ (document.querySelector('select[name="preprocessingEnum"]'))
  if (choice !== null) {
    choice.addEventListener('change', () => {
      showFields(choice)
      const { monitorHeightChanges, _qhana_microfrontend_state: state } = /** @type {any} */ (window)
      if (state) monitorHeightChanges(state)
    })
    showFields(choice)
  }
}
