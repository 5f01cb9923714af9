/** Stores files in an instance without pause, in a process of its own as real writers are, until stdin ends: `write-forever.ts INSTANCE [URL]`. */
import { openSmallHouse } from './small-house.ts'

const house = await openSmallHouse(process.argv[2], process.argv[3])
let isTold = false
process.stdin.on('end', () => (isTold = true)).resume()
for (let n = 0; !isTold; n++) {
  await house.store(`meanwhile ${n}`)
  if (n === 0) process.stdout.write('writing\n')
}
await house.close()
