import { csvLine } from '../../src/apps/plugins/formats/csv.ts'
import { baseName } from '../../src/apps/plugins/formats/names.ts'
import type { RunContext } from '../../src/apps/plugins/sdk/context.ts'
import { boolean, choice, dataUrl, integer, secret, text } from '../../src/apps/plugins/sdk/fields.ts'
import { definePlugin, defineStep, openStep, PluginError } from '../../src/apps/plugins/sdk/plugin.ts'
import { answerPage } from '../shared/answering.ts'
import { escaped, page } from '../shared/html.ts'
import { type Connection, type Kept, keptConnection, openSource } from './connecting.ts'
import { entityColumns, questionOf, uniquenessQuestion, type Wish } from './question.ts'
import type { Answer, Cell, Source } from './source.ts'

const mostRows = 5_000_000
const previewRows = 10
const previewMs = 15_000
const questionMs = 600_000

const saving = {
  idAttribute: text({
    label: 'Column of IDs',
    description: 'Rows are counted where it is left out, or a value comes twice.',
    default: '',
  }),
  saveTable: boolean({ label: 'Save the answer', description: 'Else rows are only counted.', default: true }),
}

const question = {
  tableName: text({ label: 'Table', description: 'One of those above.' }),
  columnsList: text({
    label: 'Columns',
    description: 'A JSON list, such as `["name", "size"]`; empty for all.',
    default: '',
  }),
  customQuery: boolean({ label: 'Ask in SQL instead' }),
  dbQuery: text({
    label: 'SQL',
    description: 'One question that reads and changes nothing.',
    widget: 'textarea',
    default: '',
  }),
}

export default definePlugin({
  name: 'sql-loader',
  version: 'v0.1.2',
  title: 'Load from a database',
  description: 'Reads a table, or the answer to a question in SQL, from PostgreSQL or from a file of SQLite.',
  type: 'processing',
  tags: ['data-loading', 'sql', 'sqlite', 'postgresql'],
  help: `
PostgreSQL is reached where the administrator has named its host (\`LYCEUM_PLUGIN_HOSTS\`). For SQLite give the address
of the file. Nothing is ever changed in a database; the password is kept sealed until the work is done.
`,
  inputs: {
    sqliteFile: dataUrl({
      label: 'File of SQLite',
      dataType: '*',
      contentType: ['application/vnd.sqlite3', 'application/x-sqlite3', 'application/octet-stream'],
    }),
  },
  parameters: {
    dbEnum: choice({
      label: 'Kind of database',
      default: 'auto',
      options: { auto: 'What fits', sqlite: 'SQLite', postgresql: 'PostgreSQL' },
    }),
    dbHost: text({ label: 'Host', default: 'localhost', maxLength: 255 }),
    dbPort: integer({ label: 'Port', description: '−1 for the usual one.', min: -1, max: 65_535, default: -1 }),
    dbUser: text({ label: 'User', default: '' }),
    dbPassword: secret({ label: 'Password', default: '' }),
    dbDatabase: text({ label: 'Database', default: '' }),
  },
  outputs: [{ dataType: 'entity/list', contentType: ['text/csv'], required: true }],
  needs: ['network', 'sqlite'],
  limits: { timeoutMs: questionMs + 60_000 },
  async run(context, values) {
    const connection = connectionOf(values)
    await using source = disposable(await openSource(context, connection, previewMs))
    const tables = await source.tables()
    const kept: Kept = { connection: await context.secrets.seal(JSON.stringify(connection)), tables }
    Object.assign(context.data, kept)
    return openStep('2', { progress: { value: 50 }, log: `${source.place} has ${tables.length} tables.` })
  },
  steps: {
    '2': defineStep({
      title: 'What to load',
      processPath: ':task/2/process/',
      uiPath: ':task/2/ui/',
      view: ':task/2/ui/pd_html',
      parameters: {
        ...question,
        ...saving,
      },
      htmlFor: ({ data }) => tablesList(data as unknown as Kept),
      fieldsFor: ({ data }) => fieldsOf(data as unknown as Kept),
      run: load,
    }),
  },
  endpoints: [
    {
      method: 'GET',
      path: ':task/2/ui/pd_html',
      summary: 'The first ten rows of what would be loaded',
      handle: ({ query }, { task, ...context }) =>
        answerPage(async () => {
          if (task?.openStepId !== '2') throw new PluginError('There is nothing to be looked at any more.')
          const kept = task.data as unknown as Kept
          const wish: Wish = {
            customQuery: /^(true|t|1|on|y|yes)$/i.test(query.customQuery ?? ''),
            dbQuery: query.dbQuery ?? '',
            tableName: query.tableName ?? '',
            columnsList: query.columnsList ?? '',
          }
          await using source = disposable(await openSource(context, await keptConnection(context, kept), previewMs))
          return await previewPage(await source.ask(questionOf(wish, kept.tables)))
        }),
    },
  ],
})

function connectionOf(values: {
  dbEnum: string
  sqliteFile: string | null
  dbHost: string
  dbPort: number
  dbUser: string
  dbPassword: string
  dbDatabase: string
}): Connection {
  const { dbEnum, sqliteFile, dbHost: host, dbPort, dbUser: user, dbPassword: password, dbDatabase: database } = values
  const file = sqliteFile ?? (/^(?:https?|data):/i.test(database) ? database : '')
  const kind = dbEnum === 'sqlite' || (dbEnum === 'auto' && file !== '') ? 'sqlite' : 'postgresql'
  if (kind === 'sqlite' && file === '') throw new PluginError('SQLite needs the address of its file.')
  if (kind === 'postgresql' && database === '') throw new PluginError('PostgreSQL needs the name of the database.')
  return { kind, file, host, port: dbPort < 0 ? 5432 : dbPort, user, password, database }
}

const disposable = (source: Source) => ({ ...source, [Symbol.asyncDispose]: () => source.close() })

function fieldsOf({ tables }: Kept) {
  const names = Object.fromEntries(tables.map(({ name }) => [name, name]))
  const { tableName: _, ...others } = question
  const rest = { ...others, ...saving }
  return tables.length === 0
    ? rest
    : { tableName: choice({ label: 'Table', options: names, default: tables[0]?.name ?? '' }), ...rest }
}

function tablesList({ tables }: Kept): string {
  const items = tables.slice(0, 200).map(({ name, columns }) => {
    return `<li><strong>${escaped(name)}</strong>: ${escaped(columns.slice(0, 100).join(', '))}</li>`
  })
  return `<details><summary>${tables.length} tables and their columns</summary><ul>${items.join('\n')}</ul></details>`
}

async function previewPage({ columns, rows }: Answer): Promise<string> {
  const lines: string[] = []
  for await (const row of rows) {
    if (lines.length === previewRows) break
    lines.push(`<tr>${row.map((cell) => `<td>${escaped((cell ?? '').slice(0, 200))}</td>`).join('')}</tr>`)
  }
  const head = columns.map((name) => `<th scope="col">${escaped(name)}</th>`).join('')
  const table = `<table><thead><tr>${head}</tr></thead><tbody>${lines.join('\n')}</tbody></table>`
  return page('Preview', `<p>At most the first ${previewRows} rows.</p>${table}`)
}

type Asked = Wish & Readonly<{ tableName: string | null; idAttribute: string; saveTable: boolean }>

async function load(
  context: RunContext,
  values: Omit<Asked, 'tableName'> & { tableName: string | null },
): Promise<string> {
  const kept = context.data as unknown as Kept
  const connection = await keptConnection(context, kept)
  delete kept.connection
  await using source = disposable(await openSource(context, connection, questionMs))
  const wish: Wish = { ...values, tableName: values.tableName ?? '' }
  const sql = questionOf(wish, kept.tables)
  const { columns, rows } = await source.ask(sql)
  const wanted = values.idAttribute !== '' ? values.idAttribute : columns.includes('ID') ? 'ID' : ''
  if (wanted !== '' && !columns.includes(wanted)) throw new PluginError(`The answer has no column “${wanted}”.`)
  const isUnique = wanted !== '' && (await hasOwnValues(source, sql, wanted))
  const counted = { rows: 0 }
  const lines = entityLines(columns, rows, {
    idAt: isUnique ? columns.indexOf(wanted) : -1,
    href: source.place,
    counted,
    context,
  })
  if (values.saveTable) {
    const what = wish.customQuery ? 'custom_query' : baseName(`${wish.tableName}.x`)
    await context.saveOutput(`entities_sql-loader_${what}.csv`, lines, {
      dataType: 'entity/list',
      contentType: 'text/csv',
    })
  } else for await (const _ of lines);
  return `${counted.rows} rows${wanted !== '' && !isUnique ? `; values of “${wanted}” come twice, so that rows are counted` : ''}`
}

async function hasOwnValues(source: Source, sql: string, column: string): Promise<boolean> {
  const { rows } = await source.ask(uniquenessQuestion(sql, column))
  for await (const [all, distinct] of rows) return all === distinct
  return false
}

type Lines = Readonly<{ idAt: number; href: string; counted: { rows: number }; context: RunContext }>

async function* entityLines(
  columns: readonly string[],
  rows: AsyncIterable<readonly Cell[]>,
  { idAt, href, counted, context }: Lines,
) {
  const others = columns.map((_, at) => at).filter((at) => at !== idAt)
  const names = entityColumns(columns, idAt < 0 ? null : (columns[idAt] ?? null))
  yield csvLine(['ID', 'href', ...others.map((at) => names[at] ?? '')])
  for await (const row of rows) {
    if (++counted.rows > mostRows) throw new PluginError(`The answer has more than ${mostRows} rows.`)
    if (counted.rows % 1_000 === 0) context.signal.throwIfAborted()
    const cells = [
      idAt < 0 ? String(counted.rows - 1) : (row[idAt] ?? ''),
      href,
      ...others.map((at) => row[at] ?? null),
    ]
    yield csvLine(cells)
  }
}
