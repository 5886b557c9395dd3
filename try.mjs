import { App } from '@supabase/lite'
import { createPgliteConnection } from '@supabase/lite/pglite'
import { readFileSync, readdirSync } from 'node:fs'
const connection = await createPgliteConnection({})
const app = new App({ connection, auth: { enabled: true, jwt_secret: 'x'.repeat(40) } })
await app.ensureSystemSchema()
const db = connection.driver
await db.exec(`create role anon; create role authenticated; create role service_role bypassrls; grant usage on schema public, auth to anon, authenticated, service_role;`)
for (const f of readdirSync('supabase/schemas').sort()) {
  if (f === '20_people.sql' && !readdirSync('supabase/schemas').includes('10_rules.sql')) await db.exec(readFileSync('/tmp/10_rules.sql','utf8'))
  try { await db.exec(readFileSync('supabase/schemas/'+f,'utf8')) } catch (e) { console.log(f, e.message, e.position, e.where, readFileSync('supabase/schemas/'+f,'utf8').slice(e.position-200, e.position+50)); process.exit(1) }
}
console.log('schema ok')
const doc = readFileSync('/tmp/doc.json','utf8')
const run = async (s,p) => (await db.query(s,p)).rows
console.time('import'); console.log(await run('select private.import_pathway($1::jsonb)', [doc])); console.timeEnd('import')
console.log(await run('select private.import_pathway($1::jsonb)', [doc]))
await run(`insert into auth.users(id,email,email_confirmed_at) values ('00000000-0000-4000-8000-000000000001','officer@demo.test',now()),('00000000-0000-4000-8000-000000000002','mum@demo.test',now())`)
await run(`insert into accounts(id,display_name) values ('00000000-0000-4000-8000-000000000001','Ola Officer')`)
await run(`insert into organisations(id,name,audience) values ('00000000-0000-4000-8000-0000000000aa','SEND team','la_send')`)
await run(`insert into organisation_members(organisation_id,account_id,display_name,role) values ('00000000-0000-4000-8000-0000000000aa','00000000-0000-4000-8000-000000000001','Ola','ehc_caseworker')`)
const as = async (id, fn) => { await db.exec(`begin; set local role authenticated; set local request.jwt.claims='{"sub":"${id}","role":"authenticated"}'; set local request.jwt.claim.sub='${id}'`); try { const r = await fn(); await db.exec('commit'); return r } catch(e) { await db.exec('rollback'); console.log('ERR', e.code, e.message, e.detail, e.where?.slice(0,300)); } }
const O='00000000-0000-4000-8000-000000000001', M='00000000-0000-4000-8000-000000000002'
console.time('add'); const r = await as(O, () => run(`select add_person($1) as id`, [JSON.stringify({known_as:'Sam',date_of_birth:'2013-06-10',plan:{plan_type:'ehc_plan',first_made_on:'2020-03-01',last_decision_on:'2026-02-20'},setting_now:{setting_name:'Larkhill',setting_type:'mainstream_school'},flags:{learning_disability:null,gets_dla:null},circle:[{email:'mum@demo.test',display_name:"Sam's mum",relationship:'parent_carer'}]})])); console.timeEnd('add')
const id = r[0].id
const tl = await as(O, () => run(`select item_key, occurrence, stage_key, due_on::text, missing_fact, due_kind, before_start, may_record, title from timeline($1,'en-easy')`, [id]))
console.log(tl.length); console.table(tl.slice(0,400))
console.log(await as(O, () => run(`select * from timeline_stages($1)`, [id])))
console.log(JSON.stringify(await as(O, () => run(`select explain_item(id) from timeline_items where item_key='k4-m2'`)),null,1))
const it = (await as(O, () => run(`select * from timeline_items where item_key='ps-send-02'`)))[0]
console.log(await as(O, () => run(`select record_item($1,1,'{"status":"done","note":"hi"}')`, [it.id])))
console.log(await as(O, () => run(`select record_item($1,1,'{"status":"done","note":"hi"}')`, [it.id])))
console.log(await as(M, () => run(`select * from people`)))
console.log(await as(M, () => run(`select enter()`)), await as(M, () => run(`select known_as from people`)), await as(M, () => run(`select my_access()`)))
console.log(await as(M, () => run(`select record_item($1,2,'{"status":"done","note":"hi"}')`, [it.id])))
console.log(await as(M, () => run(`select update_person($1,1,'{"dates":{"pip_letter":"2029-07-01"}}')`, [id])))
console.log(await as(M, () => run(`select update_person($1,2,'{"known_as":"x"}')`, [id])))
console.log(await as(O, () => run(`select * from my_people()`)))
console.log((await as(O, () => run(`select difference, count(*) from preview_timeline($1,'{"year_group_offset":-1}') group by 1`, [id]))))
console.log(await as(O, () => run(`select * from private.replan(array['${id}'::uuid])`)))
console.time('replan'); for (let i=0;i<50;i++) await run(`select * from private.replan(array['${id}'::uuid])`); console.timeEnd('replan')
console.log(await run(`select * from audit_events order by id desc limit 3`))
console.log(await as(O, () => run(`update people set known_as='x'`)), await as(O, () => run(`update audit_events set reason='x'`)))
process.exit(0)
