// Read a workbook with ExcelJS and write it again.
// Usage: node exceljs.js SOURCE TARGET, with the package in NODE_PATH.
"use strict";

const ExcelJS = require("exceljs");

async function main(source, target) {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.readFile(source);
  await workbook.xlsx.writeFile(target);
}

main(...process.argv.slice(2)).catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
