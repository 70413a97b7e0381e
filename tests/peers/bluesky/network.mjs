// The network itself, in one Node process: started on ports we choose, kept on
// loopback, and described in one line of JSON when the first account could be made.
import { rename, writeFile } from 'node:fs/promises'
import { Server } from 'node:net'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const { NETWORK, FIRST_PORT, READY } = process.env
const port = Number(FIRST_PORT)

// Its servers bind to every interface unless told otherwise, and have no setting that tells them.
const bind = Server.prototype.listen
Server.prototype.listen = function listen(where, ...more) {
  const at = typeof where === 'object' && where !== null ? where : { port: Number(where) }
  if (at.port === undefined || Number.isNaN(at.port)) return bind.call(this, where, ...more)
  const done = more.find((argument) => typeof argument === 'function')
  return bind.call(this, { ...at, host: '127.0.0.1' }, done)
}

const { TestNetwork } = await import(pathToFileURL(join(NETWORK, 'dist', 'index.js')).href)
const network = await TestNetwork.create({
  introspect: { port },
  plc: { port: port + 1 },
  pds: {
    port: port + 2,
    hostname: 'localhost',
    enableDidDocWithSession: true,
    rateLimitsEnabled: process.env.PDS_RATE_LIMITS_ENABLED === '1',
  },
  bsky: { port: port + 3, publicUrl: `http://localhost:${port + 3}` },
  ozone: { port: port + 4 },
})

let stopping = false
const stop = async () => {
  if (stopping) return
  stopping = true
  setTimeout(() => process.exit(0), 8_000).unref()
  await network.close().catch(() => {})
  process.exit(0)
}
process.once('SIGTERM', stop)
process.once('SIGINT', stop)

const call = async (nsid, body, token) => {
  const answer = await fetch(`${network.pds.url}/xrpc/${nsid}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`${nsid} answered ${answer.status}: ${await answer.text()}`)
  return answer.json()
}

const accounts = []
for (const handle of ['clinic.test', 'patient.test']) {
  const password = `the password of ${handle}`
  const { did, accessJwt } = await call('com.atproto.server.createAccount', {
    handle,
    password,
    email: `${handle.replace('.', '@')}.example`,
  })
  const app = await call('com.atproto.server.createAppPassword', { name: 'liaison' }, accessJwt)
  accounts.push({ handle, did, password, appPassword: app.password })
}
await network.processAll()

// Whoever waits for the file must never read half a line.
const line = { pds: network.pds.url, appview: network.bsky.url, plc: network.plc.url, pid: process.pid, accounts }
await writeFile(`${READY}.new`, `${JSON.stringify(line)}\n`)
await rename(`${READY}.new`, READY)
