import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

const root = join(import.meta.dirname, '../../../..')

/** The lines of acceptance: performance, scheduling, crashes, politeness, import and content. */
const lines = Object.entries({ A: 8, B: 5, C: 6, P: 5, M: 5 }).flatMap(([letter, last]) =>
  Array.from({ length: last }, (_, n) => `PAP-${letter}${n + 1}`),
)

test('every line of the acceptance has a test or a benchmark that bears its name', () => {
  const titles = globSync(['{src,test}/**/*.test.ts', 'bench/*.ts'], { cwd: root }).flatMap((file) => {
    const text = readFileSync(join(root, file), 'utf8')
    return [...text.matchAll(/(?:^|[^\w])(?:test\w*\(|title =)\s*['"`]([^'"`]+)/g)].map(([, title = '']) => title)
  })
  const proves = (id: string): boolean => titles.some((title) => new RegExp(`\\b${id}\\b`).test(title))

  assert.ok(titles.length > 1_000, 'the titles are found')
  assert.equal(proves('PAP-A9'), false, 'a line that does not exist has none')
  assert.deepEqual(
    lines.filter((id) => !proves(id)),
    [],
  )
})
