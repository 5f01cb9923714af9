import { boolean, choice, list, text } from '../../src/apps/plugins/sdk/fields.ts'
import { PluginError } from '../../src/apps/plugins/sdk/plugin.ts'
import type { Operation, OperationKind } from './operations.ts'

/** Everything that any operation asks for; `static/operations.js` shows what the chosen one does. */
export const fields = {
  preprocessingEnum: choice({
    label: 'What shall be done?',
    required: true,
    default: 'do_nothing',
    options: {
      do_nothing: 'Nothing',
      drop_na: 'Drop rows or columns with missing values',
      fill_na: 'Fill in missing values',
      drop_duplicates: 'Drop duplicates',
      sort_values: 'Sort the rows',
      strip_entries: 'Strip texts',
      split_column: 'Split a column',
      replace: 'Replace a part of texts',
      string_case: 'Change upper and lower case',
    },
  }),
  axis: choice({ label: 'What is dropped', default: 'rows', options: { rows: 'Rows', columns: 'Columns' } }),
  how: choice({
    label: 'When',
    default: 'any',
    options: { any: 'Any value is missing', all: 'All values are missing' },
  }),
  fillValue: text({ label: 'Value for missing ones' }),
  keep: choice({
    label: 'Of duplicates, keep',
    default: 'first',
    options: { first: 'The first one', last: 'The last one', none: 'None' },
  }),
  ignoreIndex: boolean({
    label: 'Number the rows anew',
    description: 'Without effect: results have no numbers of rows.',
  }),
  by: text({
    label: 'By',
    description: 'Names of columns to sort by, the most important one first; or the text to split at.',
  }),
  ascending: boolean({ label: 'From the smallest to the largest', default: true }),
  characters: text({ label: 'Signs to strip', description: 'Left empty: blanks.' }),
  position: choice({
    label: 'Where',
    default: 'both',
    options: { front: 'In front', end: 'At the end', both: 'At both ends' },
  }),
  column: text({ label: 'Column' }),
  newColumns: list({ label: 'New columns', description: 'Names, separated by commas.' }),
  removeColumn: boolean({ label: 'Remove the column that was split' }),
  substring: text({ label: 'Text to replace' }),
  newStr: text({ label: 'New text' }),
  case: choice({
    label: 'Case',
    default: 'lower',
    options: { upper: 'UPPER CASE', lower: 'lower case', title: 'Title Case' },
  }),
  subset: text({
    label: 'Only these columns',
    description:
      'A list such as `["size", "color"]`, or names separated by commas. Left empty: all. Where columns are dropped: numbers of rows, from 0.',
  }),
}

/** What the form says, in the names of its fields. */
export type Sent = Readonly<{
  preprocessingEnum: OperationKind
  axis: 'rows' | 'columns' | null
  how: 'any' | 'all' | null
  fillValue: string | null
  keep: 'first' | 'last' | 'none' | null
  by: string | null
  ascending: boolean
  characters: string | null
  position: 'front' | 'end' | 'both' | null
  column: string | null
  newColumns: readonly string[]
  removeColumn: boolean
  substring: string | null
  newStr: string | null
  case: 'upper' | 'lower' | 'title' | null
  subset: string | null
}>

/** The operation that a form asks for. @throws PluginError for a list of columns that cannot be read */
export function operationOf(sent: Sent): Operation {
  const kind = sent.preprocessingEnum
  const subset = namesIn(sent.subset)
  switch (kind) {
    case 'do_nothing':
      return { kind }
    case 'drop_na':
      return { kind, axis: sent.axis ?? 'rows', how: sent.how ?? 'any', subset }
    case 'fill_na':
      return { kind, fillValue: sent.fillValue ?? '' }
    case 'drop_duplicates':
      return { kind, subset, keep: sent.keep ?? 'first' }
    case 'sort_values':
      return { kind, by: namesIn(sent.by), ascending: sent.ascending }
    case 'strip_entries':
      return { kind, characters: sent.characters ?? '', subset, position: sent.position ?? 'both' }
    case 'split_column': {
      const { newColumns, removeColumn } = sent
      return { kind, column: sent.column ?? '', by: sent.by ?? '', newColumns, removeColumn }
    }
    case 'replace':
      return { kind, substring: sent.substring ?? '', newStr: sent.newStr ?? '', subset }
    case 'string_case':
      return { kind, case: sent.case ?? 'lower', subset }
  }
}

/** Names in a JSON list, or separated by commas. */
function namesIn(text: string | null): string[] {
  const trimmed = (text ?? '').trim()
  if (!trimmed.startsWith('[')) return trimmed === '' ? [] : trimmed.split(',').map((name) => name.trim())
  try {
    const names: unknown = JSON.parse(trimmed)
    if (Array.isArray(names)) return names.map(String)
  } catch (cause) {
    throw new PluginError(`“${trimmed}” is no list of names, such as ["size", "color"].`, { cause })
  }
  return []
}
