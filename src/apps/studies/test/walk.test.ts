import assert from 'node:assert/strict'
import { test } from 'node:test'
import { databaseKinds } from '../../../../test/support/databases.ts'
import { curve, openStudies } from './support.ts'

for (const kind of databaseKinds) {
  test(`S-006 S-007 S-010 S-011 S-013 a study is begun, filled, analysed, told of and looked at (${kind})`, async (t) => {
    const { as, study, upload, analyse, until, platform } = await openStudies(t, { kind })
    const id = await study('ada')
    const taken = await upload('ada', id, 'lysozyme.dat', curve)
    assert.equal(taken.statusCode, 303, taken.body.slice(0, 500))

    const run = await analyse('ada', id, { 'v.factor': '2', mail: '1' })
    const ended = await until(run, 'done', 'failed')
    assert.equal(ended.state, 'done', ended.sentence ?? '')
    const letter = await letterOf(platform, 'ada@lyceum.test')

    assert.match(letter.subject, /“Run \d+” of “Calmodulin” has finished after .*There are 16 lines\./)
    assert.ok(letter.text.includes(`/studies/analyses/${run}`))
    const { body } = await as('ada').get(`/studies/analyses/${run}`)
    for (const words of [
      'There are 16 lines.',
      'lines.csv',
      'line-counter@v1-2-0',
      'counted 8',
      'A. Nobody',
      'data-plot-canvas',
    ])
      assert.ok(body.includes(words), words)
    assert.match(body, /<dd>2 <span class="state">changed<\/span>/, 'what differs from the usual is marked')
    const file = /href="([^"]+\/results\/\d+)" download>lines\.csv/.exec(body)?.[1] ?? ''
    assert.equal((await as('ada').get(file)).body, 'n,count\n1,16\n')
    assert.equal((await as('ben').get(file)).statusCode, 404)
    assert.equal((await as('ben').get(`/studies/analyses/${run}`)).statusCode, 404)
    assert.match((await as('ada').get('/studies')).body, /Calmodulin/)
  })
}

async function letterOf({ db }: { db: Awaited<ReturnType<typeof openStudies>>['platform']['db'] }, to: string) {
  for (let asked = 0; ; asked++) {
    const found = await db
      .selectFrom('mail_outbox')
      .selectAll()
      .where('recipient', '=', to)
      .where('kind', '=', 'studies.analysis-ended')
      .executeTakeFirst()
    if (found || asked > 400) return found ?? assert.fail('no letter came')
    await new Promise((done) => setTimeout(done, 25))
  }
}
