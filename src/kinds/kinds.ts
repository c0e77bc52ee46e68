// Every kind of job: a kind is its folder here, and one line.
import './monitor/kind.js';
import './crawl/kind.js';
import './bots/kind.js';
import './agents/kind.js';
import './tasks/kind.js';
