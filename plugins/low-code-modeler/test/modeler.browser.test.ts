import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openRunner } from '../../../src/apps/plugins/test/support.ts'
import { findAxeViolations, openTab } from '../../../test/support/browser.ts'
import { freePort } from '../../../test/support/free-port.ts'

test('RUN-8.1 a circuit is put together from gates, seen at once, and kept for other plugins', async (t) => {
  const port = await freePort()
  const runner = await openRunner(t, { environment: { LYCEUM_PORT: String(port) } })
  const baseUrl = await runner.web.listen({ host: '127.0.0.1', port })
  const { tab, complaints } = await openTab(t, { baseUrl })
  await tab.goto('/runner/plugins/low-code-modeler@v0-0-1/ui/')
  await tab.getByText('No gate yet.').waitFor()

  await tab.getByRole('button', { name: 'Add h' }).click()
  await tab.getByLabel('Gate', { exact: true }).selectOption('cx')
  await tab.getByRole('button', { name: 'Add cx' }).click()
  await tab.getByLabel('Gate', { exact: true }).selectOption('rz')
  await tab.getByLabel('Angle').fill('pi/4')
  await tab.getByRole('button', { name: 'Add rz' }).click()
  await tab.getByRole('button', { name: 'Move up: rz(pi/4) q[0];' }).click()
  await tab.locator('.qhana-view svg', { hasText: 'rz(π/4)' }).waitFor()

  const wanted =
    'OPENQASM 2.0;\ninclude "qelib1.inc";\nqreg q[2];\ncreg c[2];\nh q[0];\nrz(pi/4) q[0];\ncx q[0], q[1];\n'
  assert.equal(await tab.getByLabel('OpenQASM *').inputValue(), wanted)
  assert.deepEqual(complaints, [])
  assert.deepEqual(await findAxeViolations(tab), [])
  const { headers } = await runner.post('/plugins/low-code-modeler@v0-0-1/process/', { program: wanted })
  const task = await runner.settled(String(headers.location))
  assert.equal(task.status, 'SUCCESS', task.log)
  assert.equal((await runner.get(task.outputs[0]?.href ?? '')).body, wanted)

  const circuit = `data:text/x-qasm,${encodeURIComponent('OPENQASM 2.0;\nqreg q[1];\nx q[0];')}`
  await tab.getByLabel('Begin with this circuit').fill(circuit)
  await tab.getByLabel('Begin with this circuit').blur()
  await tab.getByRole('button', { name: 'Remove x q[0];' }).waitFor()
  await tab.getByLabel('OpenQASM *').fill('OPENQASM 2.0; nonsense q;')
  await tab.getByRole('alert').filter({ hasText: 'Line 1' }).waitFor()
})
