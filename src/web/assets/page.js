// What makes pages quicker where scripts run. Without it every page works the same.
"use strict";
