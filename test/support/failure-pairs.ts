/** Messages of real systems, two of the same failure in a line. */
export const ALIKE: ReadonlyArray<readonly [string, string]> = [
  // Numbers, units, times.
  ['Timeout after 30 s', 'Timeout after 4.5 s'],
  ['Timeout 30000ms exceeded', 'Timeout 5000ms exceeded'],
  ['Error: 3 items failed', 'Error: 512 items failed'],
  ['Chunk 417 failed', 'Chunk 12 failed'],
  ['User 404 does not exist', 'User 1512 does not exist'],
  ['Lock held since 2026-01-02T03:04:05.123Z', 'Lock held since 2026-11-30T23:00:00+02:00'],
  ['Please try again in 1.2s.', 'Please try again in 2m3.5s.'],
  ['received 512 bytes of 1024', 'received 300 bytes of 4096'],
  ['Gone\n  at once', ' gone at once '],
  // Ids.
  ['Lost 0198c1e2-7a55-7abc-8def-0123456789ab', 'Lost 11111111-2222-4333-8444-555555555555'],
  ['Lost exec_01k0000000e00800000000000a', 'Lost exec_01k0000000e00800000000000b'],
  ['commit deadbeef12 failed', 'commit 0123456789abcdef failed'],
  ['Segfault at 0x7ffee3b8 in worker', 'Segfault at 0x10a4 in worker'],
  ['pod crawler-7d9f8c6b5-x2x4z was evicted', 'pod crawler-58c9d7f64b-q8w9e was evicted'],
  ['request req_011CSHoEeqs5C35K2UUqR7Fy failed', 'request req_0219zXxEeqq8C11K2UUqR9Ab failed'],
  // Files and addresses of what is worked on.
  ['No such file: /srv/in/1.pdf', 'No such file: /srv/in/2024-05.pdf'],
  ['Cannot open C:\\inbox\\scans\\a1.png', 'Cannot open C:\\inbox\\scans\\b7.png'],
  [
    "ENOENT: no such file or directory, open '/tmp/x81k/page.html'",
    "ENOENT: no such file or directory, open '/tmp/ab/page.html'",
  ],
  [
    'GET https://api.example.com/v2/users/17?page=3 answered 503',
    'GET http://api.example.com/v2/users/18 answered 503',
  ],
  [
    'Failed to fetch https://cdn.example.com/images/2024/1/cat.jpg',
    'Failed to fetch https://cdn.example.com/images/2025/7/dog.jpg',
  ],
  // Playwright.
  [
    "locator.click: Timeout 30000ms exceeded.\nCall log:\n  - waiting for locator('#login')\n  - retrying click action, attempt #1",
    "locator.click: Timeout 5000ms exceeded.\nCall log:\n  - waiting for locator('#login')\n    2 × waiting for element to be visible\n    - waiting 20ms",
  ],
  [
    '\u001b[31mpage.goto: net::ERR_CONNECTION_RESET at https://shop.example.com/cart/1\u001b[39m',
    'page.goto: net::ERR_CONNECTION_RESET at https://shop.example.com/cart/22',
  ],
  ["No element '#row-1' on the page", "No element '#row-22' on the page"],
  // SQL.
  [
    'duplicate key value violates unique constraint "users_email_key"\nDETAIL:  Key (email)=(a@example.com) already exists.',
    'duplicate key value violates unique constraint "users_email_key"\nDETAIL:  Key (email)=(bob@example.org) already exists.',
  ],
  [
    'Key (name, owner)=(Ann Lee, 4) is still referenced from table "jobs".',
    'Key (name, owner)=(Bo, 17) is still referenced from table "jobs".',
  ],
  [
    "ERROR 1062 (23000): Duplicate entry 'ann' for key 'users.name'",
    "ERROR 1062 (23000): Duplicate entry 'bob' for key 'users.name'",
  ],
  ['invalid input syntax for type integer: "abc"', 'invalid input syntax for type integer: "n/a"'],
  [
    'deadlock detected\nDETAIL:  Process 18 waits for ShareLock on transaction 904; blocked by process 21.',
    'deadlock detected\nDETAIL:  Process 7711 waits for ShareLock on transaction 1905; blocked by process 7712.',
  ],
  // Python.
  ["invalid literal for int() with base 10: 'abc'", "invalid literal for int() with base 10: '12,5'"],
  ["could not convert string to float: 'abc'", "could not convert string to float: ''"],
  [
    "'utf-8' codec can't decode byte 0xff in position 0: invalid start byte",
    "'utf-8' codec can't decode byte 0xe2 in position 1041: invalid start byte",
  ],
  // Networks.
  ['connect ECONNREFUSED 10.0.0.5:5432', 'connect ECONNREFUSED 10.0.0.5:5432'],
  [
    'read tcp 10.0.0.5:49152->10.0.0.9:5432: i/o timeout',
    'read tcp 10.0.0.5:60021->10.0.0.9:5432: i/o timeout',
  ],
  // JSON.
  ['Unexpected token } in JSON at position 12', 'Unexpected token } in JSON at position 1033'],
  [
    `Unexpected token '<', "<!DOCTYPE "... is not valid JSON`,
    `Unexpected token '<', "<html><hea"... is not valid JSON`,
  ],
  ['Expecting value: line 1 column 1 (char 0)', 'Expecting value: line 17 column 3 (char 512)'],
  // Limits of APIs.
  [
    'Rate limit reached for gpt-4o in organization org-AbCdEfGhIjKlMnOp on tokens per min (TPM): Limit 30000, Used 29000, Requested 1500. Please try again in 850ms.',
    'Rate limit reached for gpt-4o in organization org-QrStUvWxYzAbCdEf on tokens per min (TPM): Limit 30000, Used 30000, Requested 300. Please try again in 1.2s.',
  ],
  [
    "This model's maximum context length is 128000 tokens. However, your messages resulted in 130512 tokens.",
    "This model's maximum context length is 128000 tokens. However, your messages resulted in 200001 tokens.",
  ],
  // What is left on a disk, or of memory.
  [
    'write /var/lib/app/12.part: no space left on device',
    'write /var/lib/app/977.part: no space left on device',
  ],
  ['JavaScript heap out of memory after 4096 MB', 'JavaScript heap out of memory after 2048 MB'],
  // People.
  ['No mailbox ann@example.com', 'No mailbox bob.b+x@mail.example.org'],
];

/** Messages of failures that are not the same, two in a line. */
export const APART: ReadonlyArray<readonly [string, string]> = [
  ['Disk full', 'Disk failed'],
  ["can't open, won't close", "can't read, won't close"],
  // HTTP.
  ['HTTP 401 Unauthorized', 'HTTP 503 Unauthorized'],
  ['HTTP/1.1 502', 'HTTP/1.1 504'],
  ['Request failed with status code 404', 'Request failed with status code 429'],
  [
    "Client error '404 Not Found' for url 'https://a.example/x'",
    "Client error '403 Forbidden' for url 'https://a.example/x'",
  ],
  ['503: backend fetch failed', '502: backend fetch failed'],
  ['The server responded with a status of 500 ()', 'The server responded with a status of 403 ()'],
  ['upload refused (413)', 'upload refused (507)'],
  ['{"errors":[{"status":401}]}', '{"errors":[{"status":403}]}'],
  // Hosts.
  ['https://a.example.com/x?y=1 answered 503', 'https://b.example.org/x?y=1 answered 503'],
  ['getaddrinfo ENOTFOUND db1.internal', 'getaddrinfo ENOTFOUND db2.internal'],
  ['getaddrinfo ENOTFOUND api.x.com', 'getaddrinfo EAI_AGAIN api.x.com'],
  ['connect ECONNREFUSED 10.0.0.5:5432', 'connect ECONNREFUSED 10.0.0.6:5432'],
  ['connect ECONNREFUSED localhost:5432', 'connect ECONNREFUSED localhost:6379'],
  ['could not reach redis:6379', 'could not reach redis:6380'],
  ['server listening on port 443 refused', 'server listening on port 80 refused'],
  ['connect ETIMEDOUT 2001:db8::1', 'connect ETIMEDOUT 2001:db8::2'],
  ['GET https://api.x.com/2/users failed', 'GET https://api.x.com/2/tweets failed'],
  ['certificate has expired for api.a.example', 'certificate has expired for api.b.example'],
  // Names in quotation marks.
  ["KeyError: 'user_id'", "KeyError: 'price'"],
  ["No element '#iban' on the page", "No element '#login' on the page"],
  ["'NoneType' object has no attribute 'text'", "'NoneType' object has no attribute 'get'"],
  [
    "Cannot read properties of undefined (reading 'map')",
    "Cannot read properties of undefined (reading 'id')",
  ],
  ["No module named 'requests'", "No module named 'numpy'"],
  [
    "waiting for getByRole('button', { name: 'Sign in' })",
    "waiting for getByRole('button', { name: 'Sign out' })",
  ],
  [
    "locator.click: Timeout 30000ms exceeded.\nCall log:\n  - waiting for locator('#login')",
    "locator.click: Timeout 30000ms exceeded.\nCall log:\n  - waiting for locator('#logout')",
  ],
  ['page.goto: net::ERR_NAME_NOT_RESOLVED', 'page.goto: net::ERR_CONNECTION_RESET'],
  // SQL.
  ['relation "users" does not exist', 'relation "orders" does not exist'],
  ['violates unique constraint "users_email_key"', 'violates unique constraint "users_name_key"'],
  ['violates unique constraint "u"', 'violates foreign key constraint "u"'],
  ["Duplicate entry 'x' for key 'users.name'", "Duplicate entry 'x' for key 'users.email'"],
  ['SQLSTATE[23000]: failed', 'SQLSTATE[42S02]: failed'],
  ['ORA-00942: it failed', 'ORA-01017: it failed'],
  ['Invalid `prisma.user.create()` invocation: P2002', 'Invalid `prisma.user.create()` invocation: P2025'],
  ['could not serialize access (code: 40001)', 'could not serialize access (code: 40P01)'],
  // Systems.
  ['Process exited with code 137', 'Process exited with code 1'],
  ['exit status 1', 'exit status 2'],
  ['killed by signal 9', 'killed by signal 15'],
  ['[Errno 28] No space left', '[Errno 13] No space left'],
  ['failed with code 0xC0000005', 'failed with code 0xC0000409'],
  [
    "ENOENT: no such file or directory, open '/app/config/settings.json'",
    "ENOENT: no such file or directory, open '/app/config/secrets.json'",
  ],
  ['cannot open /etc/app/main.conf', 'cannot open /srv/data/main.conf'],
  // X.
  [
    'X answered {"code":88,"message":"Rate limit exceeded"}',
    'X answered {"code":187,"message":"Rate limit exceeded"}',
  ],
  ['X API error 326: to protect our users', 'X API error 64: to protect our users'],
  // JSON.
  ["Unexpected token '<' in JSON at position 0", "Unexpected token 'u' in JSON at position 0"],
  ['Unexpected end of JSON input', 'Unexpected non-whitespace character after JSON'],
  // Language models.
  [
    'Rate limit reached for gpt-4o on tokens per min',
    'Rate limit reached for gpt-3.5-turbo on tokens per min',
  ],
  ['Rate limit reached for gpt-4o on tokens per min', 'Rate limit reached for gpt-4o on requests per min'],
  ['Error code: 529 - overloaded_error', 'Error code: 500 - api_error'],
  [
    "Error code: 400 - {'type': 'invalid_request_error'}",
    "Error code: 400 - {'type': 'context_length_exceeded'}",
  ],
];

const PYTHON = (line: number, key: string, fn = 'load') => `Traceback (most recent call last):
  File "/app/worker/main.py", line ${line}, in <module>
    run()
  File "/app/worker/${fn}.py", line ${line + 9}, in ${fn}
    return row[${key}]
           ~~~^^^^^^^^^
  File "/usr/lib/python3.12/json/decoder.py", line ${line}, in decode
KeyError: '${key}'`;
const NODE = (line: number, fn = 'readPage') => `TypeError: fetch failed
    at async ${fn} (file:///app/dist/crawl.js:${line}:17)
    at Object.<anonymous> (/app/node_modules/undici/index.js:${line * 3}:9)
    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)`;
const JAVA = (line: number, cause: string) => `java.lang.IllegalStateException: no row
\tat com.acme.Job.run(Job.java:${line})
\tat java.base/java.lang.Thread.run(Thread.java:${line * 2})
Caused by: ${cause}
\tat com.acme.Db.read(Db.java:${line + 1})
\t... ${line} more`;
const GO = (
  line: number,
  fn = 'main.load',
) => `panic: runtime error: index out of range [${line}] with length 3

goroutine ${line} [running]:
${fn}(0xc0000${line}, 0x1)
\t/app/main.go:${line} +0x1d
main.main()
\t/app/main.go:${line + 3} +0x2a`;

/** The same with stacks, in the message or the details. */
export const STACKS: ReadonlyArray<readonly [language: string, one: object, alike: object, apart: object]> = [
  [
    'Python',
    { message: PYTHON(10, 'id') },
    { message: PYTHON(77, 'id') },
    { message: PYTHON(10, 'id', 'store') },
  ],
  ['Python', { message: PYTHON(10, 'id') }, { message: PYTHON(11, 'id') }, { message: PYTHON(10, 'price') }],
  ['JavaScript', { message: NODE(5) }, { message: NODE(912) }, { message: NODE(5, 'readImage') }],
  ['Java', { message: JAVA(5, 'a.B: c') }, { message: JAVA(9, 'a.B: c') }, { message: JAVA(5, 'a.C: c') }],
  ['Go', { message: GO(5) }, { message: GO(9) }, { message: GO(5, 'main.store') }],
  [
    'JavaScript',
    { message: 'fetch failed', details: { stack: NODE(5) } },
    { message: 'fetch failed', details: { stack: NODE(6) } },
    { message: 'fetch failed', details: { stack: NODE(5, 'readImage') } },
  ],
  [
    'Python',
    { message: 'failed', details: { type: 'KeyError', traceback: PYTHON(4, 'id').split('\n') } },
    { message: 'failed', details: { type: 'KeyError', traceback: PYTHON(9, 'id').split('\n') } },
    { message: 'failed', details: { type: 'ValueError', traceback: PYTHON(4, 'id').split('\n') } },
  ],
  [
    'Sentry',
    {
      message: 'm',
      details: {
        exception: {
          values: [{ type: 'E', stacktrace: { frames: [{ filename: 'a.py', function: 'f', lineno: 1 }] } }],
        },
      },
    },
    {
      message: 'm',
      details: {
        exception: {
          values: [{ type: 'E', stacktrace: { frames: [{ filename: 'a.py', function: 'f', lineno: 2 }] } }],
        },
      },
    },
    {
      message: 'm',
      details: {
        exception: {
          values: [{ type: 'E', stacktrace: { frames: [{ filename: 'a.py', function: 'g', lineno: 1 }] } }],
        },
      },
    },
  ],
  [
    'details',
    { message: 'm', details: { response: 'x', status: 401 } },
    { message: 'm', details: { response: 'y', status: 401 } },
    { message: 'm', details: { response: 'x', status: 503 } },
  ],
  [
    'C#',
    { message: 'System.X: no\n   at Acme.Job.Run(Int32 a) in C:\\src\\Job.cs:line 12' },
    { message: 'System.X: no\n   at Acme.Job.Run(Int32 a) in C:\\src\\Job.cs:line 99' },
    { message: 'System.X: no\n   at Acme.Job.Stop(Int32 a) in C:\\src\\Job.cs:line 12' },
  ],
  [
    'Ruby',
    { message: "undefined method (NoMethodError)\n\tfrom /app/lib/job.rb:12:in `run'" },
    { message: "undefined method (NoMethodError)\n\tfrom /app/lib/job.rb:44:in `run'" },
    { message: "undefined method (NoMethodError)\n\tfrom /app/lib/job.rb:12:in `stop'" },
  ],
  [
    'PHP',
    { message: 'Uncaught E\n#0 /app/src/Job.php(12): Job->run(1)\n#1 {main}' },
    { message: 'Uncaught E\n#0 /app/src/Job.php(90): Job->run(7)\n#1 {main}' },
    { message: 'Uncaught E\n#0 /app/src/Job.php(12): Job->stop(1)\n#1 {main}' },
  ],
];
