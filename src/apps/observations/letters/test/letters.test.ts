import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { emptyFolder } from '../../../../../test/support/folders.ts'
import { type HouseOptions, openHouse } from '../../../../../test/support/house.ts'
import { findPersonByEmail } from '../../../../platform/accounts/queries/people.ts'
import { addressSettings, testModeSetting } from '../../settings.ts'
import { isFitting, letterNames } from '../kinds.ts'
import { letterLinks } from '../links.ts'
import { shippedTemplates } from '../templates.ts'
import { deadlineOf, fillTemplate, type LetterFacts, scheduleClass, wrapped } from '../wording.ts'

const scientist = { name: 'Ada', email: 'ada@lyceum.test', phone: '1', fax: '2' }
const facts: LetterFacts = {
  ...{ observerName: null, targetName: 'X', proposalTitle: 'T', sequence: '900001', obsid: 90001 },
  ...{ plannedDate: 'Mar 03 2031 12:00AM', deadline: 'auto', givenDeadline: '', today: '2028-02-25' },
  ...{ scientist, other: undefined, settings: ['  a', '  b'] },
}

test('the deadline is a week ahead, two where nothing is scheduled, or as it was given; leap years included', () => {
  assert.equal(deadlineOf(facts), 'March 03 2028')
  assert.equal(deadlineOf({ ...facts, today: '2027-02-25' }), 'March 04 2027')
  assert.equal(deadlineOf({ ...facts, deadline: 'unscheduled', today: '2027-12-25' }), 'January 08 2028')
  assert.equal(deadlineOf({ ...facts, deadline: 'given', givenDeadline: 'Easter' }), 'Easter')
})

test('each class of schedule has its own paragraph', () => {
  const paragraph = (more: Partial<LetterFacts>) => fillTemplate('#part1#', { ...facts, ...more }).replaceAll('\n', ' ')
  assert.equal(scheduleClass({ ...facts, deadline: 'unscheduled' }), 'U')
  assert.match(paragraph({ deadline: 'unscheduled' }), /not been placed/)
  assert.match(paragraph({ plannedDate: null }), /in the pool/)
  assert.match(paragraph({}), /week of 03-Mar-2031/)
})

test('every placeholder of the letters is filled in, and one that nobody knows is seen', () => {
  for (const name of letterNames) {
    const text = fillTemplate(shippedTemplates[name], facts)
    assert.doesNotMatch(text, /#[a-z0-9_]+#/, name)
    assert.ok(
      text.split('\n').every((line) => line.length <= 80),
      name,
    )
    assert.match(text, /Dear Chandra Observer,[\s\S]*March 03 2028/, `${name} names the deadline`)
  }
  assert.equal(fillTemplate('#nobody_knows# #obsid#', facts), '#nobody_knows# 90001')
  assert.equal(
    fillTemplate('#obj_name#', { ...facts, targetName: '#obsid#' }),
    '#obsid#',
    'what is filled in is not read again',
  )
  assert.ok(
    wrapped('word '.repeat(40).trim())
      .split('\n')
      .every((line) => line.length <= 72),
  )
})

test('a letter fits the instrument and grating that it is about', () => {
  assert.deepEqual(
    [isFitting('hrc', 'HRC-I', null), isFitting('hrc', 'HRC-S', 'LETG'), isFitting('letg', 'ACIS-S', 'LETG')],
    [true, false, true],
  )
  assert.deepEqual([isFitting('acis_short', 'HRC-I', null), isFitting('hetg', 'ACIS-S', 'HETG')], [false, true])
})

async function openDesk(t: TestContext, options: HouseOptions = {}) {
  const house = await openHouse(t, { now: () => '2028-02-25T12:00:00.000Z', ...options })
  const { db, settings } = house.platform
  const id = (await findPersonByEmail(db, 'ada@lyceum.test'))?.id ?? ''
  await db.transaction().execute((tx) => settings.set(tx, addressSettings.cus, 'archive@lyceum.test', 'test'))
  const letters = () =>
    db.selectFrom('mail_outbox').select(['recipient', 'subject', 'text']).orderBy('recipient').execute()
  const choices = { obsid: 90001, letter: 'acis_short', contact: id, other: '', deadline: 'auto', given: '' }
  const query = (more: Record<string, unknown> = {}) =>
    `?${new URLSearchParams(Object.entries({ ...choices, ...more, preview: 1 }).map(([name, value]) => [name, String(value)]))}`
  return { ...house, letters, choices, query }
}

test('a letter is seen, and then goes to the observers with copies', async (t) => {
  const { as, letters, choices, query } = await openDesk(t)
  assert.match((await as('ada').get(letterLinks.ofObservation(90001))).body, /value="90001"[\s\S]*ACIS, short/)

  const { body } = await as('ada').get(letterLinks.letters(query()))
  assert.match(body, /marlow@observers\.example, quill@observers\.example[\s\S]*archive@lyceum\.test, ada@lyceum\.test/)
  assert.match(
    body,
    /Your Chandra Observation \(Sequence #800001\)[\s\S]*Dear Quill,[\s\S]*Sample Cluster[\s\S]*03-Mar-2031/,
  )
  assert.deepEqual(await letters(), [], 'nothing leaves before it was seen')

  assert.equal((await as('ada').post(letterLinks.send(), { ...choices, to: 'observer' })).statusCode, 303)
  const sent = await letters()
  assert.deepEqual(
    sent.map(({ recipient }) => recipient),
    ['ada@lyceum.test', 'archive@lyceum.test', 'marlow@observers.example', 'quill@observers.example'],
  )
  assert.ok(
    sent.every(
      ({ subject, text }) =>
        subject === 'Your Chandra Observation (Sequence #800001)' && text.startsWith('Dear Quill,'),
    ),
  )
})

test('for editing it goes to the scientist alone, with the addressees on its first line', async (t) => {
  const { as, letters, choices } = await openDesk(t)
  await as('ada').post(letterLinks.send(), { ...choices, to: 'scientist', emails: 'somebody@else.example' })
  const sent = await letters()
  assert.deepEqual(
    sent.map(({ recipient }) => recipient),
    ['ada@lyceum.test'],
  )
  assert.match(
    sent[0]?.text ?? '',
    /^To: marlow@observers\.example, quill@observers\.example · Cc: archive@lyceum\.test, ada@lyceum\.test\n\nDear/,
  )
})

test('in test mode nothing reaches an observer', async (t) => {
  const { as, letters, choices, platform } = await openDesk(t)
  await platform.db.transaction().execute((tx) => platform.settings.set(tx, testModeSetting, true, 'test'))
  await as('ada').post(letterLinks.send(), { ...choices, to: 'observer' })
  assert.deepEqual(
    (await letters()).map(({ recipient, subject }) => [recipient, subject.slice(0, 8)]),
    [['ada@lyceum.test', 'TEST!!! ']],
  )
})

test('what is missing comes back with the form', async (t) => {
  const { as, query } = await openDesk(t)
  const refused = async (more: Record<string, unknown>) => {
    const { statusCode, body } = await as('ada').get(letterLinks.letters(query(more)))
    assert.equal(statusCode, 422, JSON.stringify(more))
    return body
  }
  assert.match(await refused({ obsid: 16196 }), /no address of the observer/)
  assert.match(await refused({ obsid: 999999 }), /no observation 999999/)
  assert.match(await refused({ obsid: 'abc' }), /An obsid is a number/)
  assert.match(await refused({ letter: 'nothing' }), /Choose one of these/)
  assert.match(await refused({ contact: 'nobody' }), /nobody who signs letters/)
  assert.match(await refused({ deadline: 'given' }), /Say until when/)
  assert.match(
    (await as('ada').get(letterLinks.letters(query({ letter: 'hrc' })))).body,
    /another instrument or grating/,
  )
  assert.equal((await as('cleo').get(letterLinks.letters())).statusCode, 403)
})

test('a template of the team stands in the place of ours', async (t) => {
  const folder = emptyFolder(t)
  await mkdir(join(folder, 'letters'))
  await writeFile(join(folder, 'letters', 'acis_short.txt'), 'Our own words for #prop_name#, call #cxc_phone#.')
  const { as, query } = await openDesk(t, { environment: { LYCEUM_OBSERVATIONS_LISTS: folder } })

  assert.match((await as('ada').get(letterLinks.letters(query()))).body, /Our own words for Quill, call \./)
  assert.match((await as('ada').get(letterLinks.letters(query({ letter: 'acis_long' })))).body, /pile-up/)
})
