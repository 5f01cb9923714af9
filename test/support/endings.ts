import type { TestContext } from 'node:test'

type Ending = () => unknown

const endings = new WeakMap<TestContext, Ending[]>()

/** Like `t.after`, but last opened is first closed: a worker stops before the database under it. */
export function atEnd(t: TestContext, ending: Ending): void {
  const known = endings.get(t)
  if (known) {
    known.push(ending)
    return
  }
  const all = [ending]
  endings.set(t, all)
  t.after(async () => {
    for (const end of all.reverse()) await end()
  })
}
