// Read a workbook with SheetJS and write it again.
// Usage: node sheetjs.js SOURCE TARGET [plain|FORM], with the package in NODE_PATH.
// "plain" takes the library's own defaults, which forget number formats; FORM is another form than xlsx.
"use strict";

const XLSX = require("xlsx");

const [source, target, how] = process.argv.slice(2);
const reading = how === "plain" ? {} : { cellFormula: true, cellNF: true, cellStyles: true };
const form = how === undefined || how === "plain" ? "xlsx" : how;
XLSX.writeFile(XLSX.readFile(source, reading), target, { bookType: form });
