import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { arrange } from '../arrange.ts'
import { type Candidate, choosePapers, type Strategy } from '../choose-papers.ts'
import { paper, propertyRuns, stubbedRandom } from './support.ts'

const at = (minute: number) => new Date(Date.UTC(2026, 5, 15, 10, minute)).toISOString()
const minutes = (...numbers: number[]) => numbers.map(at)
const noRandom = stubbedRandom()

const chosen = (papers: Candidate[], count: number, strategy: Strategy = 'oldest', random = noRandom) =>
  choosePapers(papers, minutes(...Array(count).keys()), { strategy, random })
    .map(({ id }) => id)
    .join(' ')

const arranged = (papers: Candidate[], times: string[]) =>
  arrange(papers, times, { strategy: 'oldest', random: noRandom, deferredShare: 1 })

const published = (id: string, prefix: string) => paper(id, { doi: `${prefix}/${id}` })
const deferred = (id: string, minute: number) => paper(id, { next_attempt_at: at(minute) })

test('the oldest papers go first, or the newest, and ids settle what age does not', () => {
  const papers = [paper('c'), paper('a'), paper('d', { created_at: '2026-01-01 c' }), paper('b')]

  assert.equal(chosen(papers, 4, 'oldest'), 'a b c d')
  assert.equal(chosen(papers, 4, 'newest'), 'c d b a')
  assert.equal(chosen(papers, 2, 'newest'), 'c d')
})

test('a higher priority goes before any age', () => {
  const papers = [paper('a', { priority: -1 }), paper('b'), paper('c', { priority: 10 })]

  assert.equal(chosen(papers, 3), 'c b a')
})

test('the random strategy is decided by the generator and not by the order of rows', () => {
  const papers = [paper('a'), paper('b'), paper('c')]
  const draw = (rows: Candidate[]) => chosen(rows, 3, 'random', stubbedRandom(0.9, 0.1, 0.5))

  assert.equal(draw(papers), 'b c a')
  assert.equal(draw(papers.toReversed()), 'b c a')
})

test('journals take turns under round-robin, and the longest ones close the list', () => {
  const journals = { a: 'Cell', b: 'Cell', c: 'Cell', d: 'Nature', e: null, f: null }
  const papers = Object.entries(journals).map(([id, journal]) => paper(id, { journal }))

  assert.equal(chosen(papers, 6, 'round-robin'), 'a d e b f c')
})

test('Deferred papers go before New ones of their priority, on half of the times at most', () => {
  const papers = [
    paper('a'),
    paper('b'),
    paper('c', { priority: 1 }),
    deferred('x', 0),
    deferred('y', 0),
    deferred('z', 0),
  ]

  assert.equal(chosen(papers, 4), 'c x y a')
  assert.equal(chosen(papers, 6), 'c x y z a b')
  assert.equal(chosen(papers, 1), 'c')
  assert.equal(chosen([paper('a'), deferred('x', 0)], 1), 'x', 'one time is enough for a Deferred paper')
})

test('a Deferred paper that no time is late enough for waits, and its time goes to another', () => {
  const papers = [deferred('x', 30), paper('a'), paper('b')]

  assert.deepEqual(arranged(papers, minutes(10, 20)), [
    { paper: papers[1], run_at: at(10) },
    { paper: papers[2], run_at: at(20) },
  ])
  assert.deepEqual(
    arranged(papers, minutes(10, 30)).map(({ paper }) => paper.id),
    ['a', 'x'],
  )
})

test('papers of one prefix are kept apart while there are others, the largest group first', () => {
  const papers = [
    published('a', '10.1'),
    published('b', '10.1'),
    published('c', '10.1'),
    published('d', '10.2'),
    published('e', '10.2'),
    paper('f'),
  ]

  const order = arranged(papers, minutes(0, 1, 2, 3, 4, 5)).map(({ paper }) => paper.id)

  assert.deepEqual(order, ['a', 'd', 'b', 'e', 'c', 'f'])
})

test('a prefix that had the hour to itself steps back as soon as another paper may run', () => {
  const papers = ['a', 'b', 'c', 'd'].map((id) => published(id, '10.1'))

  const order = arranged([...papers, deferred('x', 2)], minutes(0, 1, 2, 3, 4)).map(({ paper }) => paper.id)

  assert.deepEqual(order, ['a', 'b', 'x', 'c', 'd'])
})

test('papers without a DOI may stand side by side, and no papers or no times make an empty plan', () => {
  assert.equal(arranged([paper('a'), paper('b')], minutes(0, 1)).length, 2)
  assert.deepEqual(arranged([], minutes(0, 1)), [])
  assert.deepEqual(arranged([paper('a')], []), [])
})

const lists = fc
  .array(fc.record({ prefix: fc.nat(5), release: fc.option(fc.nat(40)), priority: fc.integer({ min: -1, max: 1 }) }), {
    maxLength: 30,
  })
  .map((rows) =>
    rows.map(({ prefix, release, priority }, index) =>
      paper(String(index).padStart(2, '0'), {
        priority,
        doi: prefix === 0 ? null : `10.${prefix}/${index}`,
        next_attempt_at: release === null ? null : at(release),
      }),
    ),
  )
const timeLists = fc.uniqueArray(fc.nat(40), { maxLength: 20 }).map((times) => minutes(...times.sort((a, b) => a - b)))

test('every chosen paper gets one time, no earlier than it may be tried, and no time is given twice', () => {
  fc.assert(
    fc.property(lists, timeLists, (papers, times) => {
      const choice = { strategy: 'oldest', random: noRandom, deferredShare: 0.5 } as const
      const expected = choosePapers(papers, times, choice)

      const plan = arrange(papers, times, choice)

      assert.deepEqual(new Set(plan.map(({ paper }) => paper)), new Set(expected))
      assert.equal(plan.length, expected.length)
      const used = plan.map(({ run_at }) => run_at)
      assert.deepEqual(
        used,
        times.filter((time) => used.includes(time)),
        'in order, none twice',
      )
      assert.ok(plan.every(({ paper, run_at }) => (paper.next_attempt_at ?? '') <= run_at))
      const deferredCount = expected.filter(({ next_attempt_at }) => next_attempt_at !== null).length
      assert.ok(deferredCount <= Math.ceil(times.length / 2))
    }),
    propertyRuns,
  )
})

test('a Deferred paper is passed over only where no way of sharing out the times has room for it', () => {
  const onlyDeferred = lists.map((papers) => papers.filter(({ next_attempt_at }) => next_attempt_at !== null))
  fc.assert(
    fc.property(onlyDeferred, timeLists, (papers, times) => {
      const plan = arrange(papers, times, { strategy: 'oldest', random: noRandom, deferredShare: 1 })

      // At each time some paper runs, if any that may run is left: no schedule places more.
      const releases = papers.map(({ next_attempt_at }) => next_attempt_at ?? '')
      const most = times.reduce((placed, time) => {
        const mayRun = releases.filter((release) => release <= time).length
        return mayRun > placed ? placed + 1 : placed
      }, 0)
      assert.equal(plan.length, most)
    }),
    propertyRuns,
  )
})

test('New papers of one prefix are neighbours only as often as their number makes necessary', () => {
  const newPapers = lists.map((papers) => papers.map((row) => ({ ...row, next_attempt_at: null })))
  fc.assert(
    fc.property(newPapers, (papers) => {
      const times = minutes(...papers.keys())

      const prefixes = arranged(papers, times).map(({ paper }) => paper.doi?.split('/')[0] ?? paper.id)

      const neighbours = prefixes.filter((prefix, index) => prefix === prefixes[index - 1]).length
      const groups = [...Map.groupBy(prefixes, (prefix) => prefix).values()].map((group) => group.length)
      const largest = Math.max(0, ...groups)
      assert.equal(neighbours, Math.max(0, 2 * largest - papers.length - 1))
    }),
    propertyRuns,
  )
})

test('a plan of 20,000 papers, half of them Deferred, is arranged in less than a second', () => {
  const count = 20_000
  const startMs = Date.UTC(2026, 5, 15, 10)
  const after = (ms: number) => new Date(startMs + ms).toISOString()
  const times = Array.from({ length: count }, (_, index) => after(index * 180))
  const papers = Array.from({ length: 2 * count }, (_, index) =>
    paper(String(index).padStart(6, '0'), {
      doi: `10.${index % 500}/${index}`,
      next_attempt_at: index % 2 === 0 ? after((index * 7919) % 3_600_000) : null,
    }),
  )

  const began = performance.now()
  const plan = arranged(papers, times)
  const elapsedMs = performance.now() - began

  assert.equal(plan.length, count)
  assert.ok(elapsedMs < 1000, `${Math.round(elapsedMs)} ms`)
})
