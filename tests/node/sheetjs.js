// Read a workbook with SheetJS and write it again.
// Usage: node sheetjs.js SOURCE TARGET [plain], with the package in NODE_PATH.
// TARGET ends in .xlsx, .xlsb, .xls or .ods. "plain" takes the library's own defaults, which forget number formats.
"use strict";

const path = require("path");
const XLSX = require("xlsx");

const [source, target, plain] = process.argv.slice(2);
const reading = plain === "plain" ? {} : { cellFormula: true, cellNF: true, cellStyles: true };
XLSX.writeFile(XLSX.readFile(source, reading), target, { bookType: path.extname(target).slice(1) });
