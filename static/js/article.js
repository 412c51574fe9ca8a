/* What an article's page runs, in one request once static files are collected. Without it a page has the same text and
   links. */

import "./citation-preview.js";
import "./reading.js";
