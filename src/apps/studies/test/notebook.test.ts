import assert from 'node:assert/strict'
import { test } from 'node:test'
import { notebookHtml, type Surroundings } from '../notebook.ts'
import { openFilled } from './support.ts'

const nothing = { study: { id: 's' }, files: [], analyses: [] } as unknown as Surroundings
const read = async (text: string): Promise<string> => (await notebookHtml(text, nothing)).text

test('a notebook reads Markdown: headings, lists, tables, code, quotes', async () => {
  const html = await read(
    '# One\n\n- a\n- **b**\n\n| x | y |\n| - | - |\n| 1 | `2` |\n\n```\ncode $x$\n```\n\n> said & "done"',
  )
  for (const part of [
    '<h3>One</h3>',
    '<li>a</li>',
    '<strong>b</strong>',
    '<th scope="col">x</th>',
    '<td><code>2</code></td>',
    'code $x$',
    '<blockquote>',
    'said &amp; &quot;done&quot;',
  ])
    assert.ok(html.includes(part), `${part} in ${html}`)
})

test('formulas become MathML, money and code stay what they are', async () => {
  const html = await read('In the line $\\chi^2 < 1_a$ and\n\n$$\\int_0^1 q\\,dq$$\n\nIt costs $5 and $6; `$x$`.')
  assert.equal(html.match(/<math\b/g)?.length, 2)
  assert.match(html, /<math[^>]*display="block"/)
  assert.match(html, /It costs \$5 and \$6; <code>\$x\$<\/code>/)
  assert.doesNotMatch(html, /style=/)
  assert.match(await read('$\\nonsense{$'), /katex-error|\\nonsense/, 'a mistake is shown, and the rest still reads')
})

test('S-029 nothing in a notebook runs, styles, or fetches from elsewhere', async () => {
  const hostile = [
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '[x](javascript:alert(1))',
    '[x](data:text/html,<script>1</script>)',
    '![x](https://evil.example/pixel.png)',
    '<div style="position:fixed">x</div>',
    '$\\href{javascript:alert(1)}{x}$',
    '$\\htmlStyle{color:red}{x}$',
    '$\\includegraphics{https://evil.example/x.png}$',
    '\uE0000\uE001 $a$',
    '[x]: javascript:alert(1)\n\n[x]',
    '<a href="javascript:alert(1)">x</a>',
  ]
  for (const text of hostile) {
    const html = await read(text)
    assert.doesNotMatch(html, /<(?:script|img|iframe|div)|<[^>]*\s(?:on\w+|src)=|href="(?:javascript|data):/i, html)
    assert.doesNotMatch(html, /<[^>]+\sstyle=/i, html)
  }
})

test('a notebook refers to files and runs by name, and shows what came of a run as it stands now', async (t) => {
  const { id, as, analyse, until, platform } = await openFilled(t)
  const write = async (notebook: string, version?: number) => {
    const row = await platform.db.selectFrom('studies_studies').select('version').executeTakeFirstOrThrow()
    return as('ada').post(`/studies/${id}/notebook`, { notebook, version: String(version ?? row.version) })
  }
  await write('Look at [[a.dat]] and [[First]]: {{First}} It has {{First: Lines}}. [[gone]]')
  assert.match(
    (await as('ada').get(`/studies/${id}`)).body,
    /<del>First<\/del>/,
    'what is not there yet is said to be missing',
  )

  const run = await analyse('ada', id, { title: 'First', 'v.factor': '3' })
  await until(run, 'done')
  for (
    let asked = 0;
    asked < 100 && !(await as('ada').get(`/studies/${id}`)).body.includes('<strong>24</strong>');
    asked++
  )
    await new Promise((done) => setTimeout(done, 25))
  const { body } = await as('ada').get(`/studies/${id}`)
  assert.match(
    body,
    new RegExp(
      `<a href="/studies/analyses/${run}">First</a>: <em>There are 24 lines\\.</em> It has <strong>24</strong>\\.`,
    ),
  )
  assert.match(body, /<a href="\/studies\/[\w-]+\/files\/[\w-]+" download>a\.dat<\/a>/)

  const late = await write('lost', 1)
  assert.equal(late.statusCode, 409)
  assert.match(late.body, /lost/, 'F23 what was typed comes back')
})
