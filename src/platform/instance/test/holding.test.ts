import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { emptyFolder } from '../../../../test/support/folders.ts'
import { holdInstance } from '../holding.ts'

/** The whole promise is 20; every run of the checks does a few. */
const rounds = process.env.LYCEUM_TEST_LONG ? 20 : 3

type Holder = { child: ChildProcess; said: Promise<string> }

function startHolder(t: TestContext, folder: string): Holder {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'hold-instance.ts'), folder], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  t.after(() => child.kill('SIGKILL'))
  return { child, said: once(child.stdout, 'data').then(([bytes]) => String(bytes).trim()) }
}

async function kill({ child }: Holder): Promise<void> {
  const exit = once(child, 'exit')
  child.kill('SIGKILL')
  await exit
}

test(`R-D3 of five processes that start at once, ${rounds} times over, exactly one gets the instance`, async (t) => {
  const folder = emptyFolder(t)

  for (let round = 0; round < rounds; round++) {
    const holders = Array.from({ length: 5 }, () => startHolder(t, folder))
    const answers = await Promise.all(holders.map(({ said }) => said))

    assert.equal(answers.filter((answer) => answer === 'held').length, 1, answers.join('\n'))
    assert.equal(answers.filter((answer) => /^Another lyceum process is using/.test(answer)).length, 4)
    for (const holder of holders) if (holder.child.exitCode === null) await kill(holder)
  }
})

test('R-D3 a holder that is killed lets go at once', async (t) => {
  const folder = emptyFolder(t)

  for (let round = 0; round < 3; round++) {
    const holder = startHolder(t, folder)
    assert.equal(await holder.said, 'held')
    assert.throws(() => holdInstance(folder), { code: 'instance.in-use' })

    await kill(holder)

    holdInstance(folder).release()
  }
})

test('R-D3 a second hold in one process is refused too, and being refused does not let go of the first', async (t) => {
  const folder = emptyFolder(t)
  const hold = holdInstance(folder)

  assert.throws(() => holdInstance(folder), { code: 'instance.in-use' })
  const elsewhere = startHolder(t, folder)
  assert.match(await elsewhere.said, /^Another lyceum process/)

  hold.release()
  holdInstance(folder).release()
})
