import assert from 'node:assert/strict'
import type { Platform } from '../../../../platform/platform.ts'
import { forgetSourceAnswers } from '../../queries/sources.ts'
import { forgetAnswers } from '../../rechecking.ts'
import { openalex } from '../../sources/openalex.ts'
import { openalexCentsSetting, sourceDaySetting, sourceSecondsSetting, sourcesSetting } from '../../sources/settings.ts'
import type { Asking } from '../../sources/source.ts'
import { unpaywall } from '../../sources/unpaywall.ts'
import { testPapers } from '../../test/support.ts'
import { askingOf, chosenSources } from '../asking.ts'
import type { Work } from '../work.ts'
import { set } from './support.ts'

/** What a source is lent for a paper that a plan chose, or a person. */
function lent(platform: Platform, source = unpaywall, isByHand = false): Promise<Asking> {
  const contact = { mail: 'library@lyceum-tests.org', project: null }
  const job = { signal: new AbortController().signal }
  return askingOf({ platform, contact, job, isByHand } as Work, source)
}

const day = 24 * 60 * 60_000

testPapers('PAP-6.2 an answer is remembered as long as it holds, for plans and not for people', async (_t, house) => {
  const { platform, clock } = house
  const { memory } = await lent(platform)
  await memory.keep('10.5555/a', { is_oa: true }, day)
  await memory.keep('10.5555/none', null, day)
  await memory.keep('x'.repeat(501), { is_oa: true }, day)

  assert.deepEqual(await memory.find('10.5555/a'), { body: { is_oa: true } })
  assert.deepEqual(await memory.find('10.5555/none'), { body: null })
  assert.equal(await memory.find('10.5555/b'), undefined)
  assert.equal(await memory.find('x'.repeat(501)), undefined, 'what nobody asks is not kept')
  assert.equal(await (await lent(platform, openalex)).memory.find('10.5555/a'), undefined, 'each source has its own')
  assert.equal(await (await lent(platform, unpaywall, true)).memory.find('10.5555/a'), undefined)

  clock.forward(86_400)
  assert.equal(await memory.find('10.5555/a'), undefined)
})

testPapers('PAP-6.2 what holds no longer is forgotten each night, and only that', async (_t, { platform, clock }) => {
  const { memory } = await lent(platform)
  for (let n = 0; n < 7; n++) await memory.keep(`old ${n}`, {}, n < 5 ? 1_000 : 2_000)
  await memory.keep('new', { x: 1 }, 30 * day)
  clock.forward(3_600)

  const some = await forgetSourceAnswers(platform.db, clock.now(), 3)
  const rest = await forgetAnswers(platform)

  assert.deepEqual([some, rest], [5, 2], 'what ends together goes together')
  assert.deepEqual(await memory.find('new'), { body: { x: 1 } })
})

testPapers(
  'PAP-6.2 a source is asked no more in a day than the settings say, over all processes',
  async (_t, house) => {
    const { platform, clock } = house
    await set(platform, sourceDaySetting, 'unpaywall 2')
    const [one, other] = [await lent(platform), await lent(platform)]
    assert.equal(await one.meter.refusal(0), null)
    await one.meter.count(0)
    await other.meter.count(0)

    const refusal = await one.meter.refusal(0)

    assert.deepEqual([refusal?.code, refusal?.isResting, refusal?.retryAfterMs], ['rate_limited', true, 14 * 3_600_000])
    assert.equal(await (await lent(platform, openalex)).meter.refusal(0), null)
    clock.at('2026-03-11T00:00:00.000Z')
    assert.equal(await one.meter.refusal(0), null)
  },
)

testPapers('PAP-6.2 OpenAlex costs no more in a day than the settings say; what is free goes on', async (_t, house) => {
  const { platform } = house
  await set(platform, openalexCentsSetting, 1)
  const { meter } = await lent(platform, openalex)
  for (let n = 0; n < 10; n++) {
    assert.equal(await meter.refusal(1_000), null, `search ${n}`)
    await meter.count(1_000)
  }

  assert.equal((await meter.refusal(1_000))?.code, 'rate_limited')
  assert.equal(await meter.refusal(0), null)
  await set(platform, openalexCentsSetting, 0)
  assert.equal((await meter.refusal(1_000))?.code, 'rate_limited')
})

testPapers('PAP-6.1 which sources are asked, and how slowly, is set; nonsense is refused', async (_t, { platform }) => {
  await set(platform, sourcesSetting, 'unpaywall  crossref')
  await set(platform, sourceSecondsSetting, 'unpaywall 1.5')

  assert.deepEqual(
    (await chosenSources(platform)).map(({ name }) => name),
    ['unpaywall', 'crossref'],
  )
  assert.equal((await lent(platform)).atLeastMs, 1_500)
  assert.equal((await lent(platform, openalex)).atLeastMs, 0)
  for (const wrong of ['crossref, crossref', 'crosref', 'crossref; unpaywall']) {
    await assert.rejects(set(platform, sourcesSetting, wrong), { code: 'settings.invalid' }, wrong)
  }
  for (const wrong of ['arxiv', 'arxiv five', 'arxiv 5 6', 'arxiv -1', 'arxiv 1, arxiv 2', 'nobody 1']) {
    await assert.rejects(set(platform, sourceSecondsSetting, wrong), { code: 'settings.invalid' }, wrong)
  }
})
