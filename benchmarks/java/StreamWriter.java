import java.io.BufferedReader;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.apache.poi.ss.usermodel.Row;
import org.apache.poi.ss.usermodel.Sheet;
import org.apache.poi.xssf.streaming.SXSSFWorkbook;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;

/**
 * Writes a workbook with Apache POI's streaming writer from lines of standard input: "S" tab name begins a sheet,
 * "R" and the cells of a row, each after a tab: "s" and a text, "n" and a number, or nothing for a blank cell.
 * Run by benchmarks/make_workbooks.py: java -cp JARS StreamWriter.java FILE inline|shared
 */
public final class StreamWriter {
    public static void main(String[] arguments) throws IOException {
        SXSSFWorkbook workbook = new SXSSFWorkbook(new XSSFWorkbook(), 100, true, arguments[1].equals("shared"));
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8), 1 << 20);
        Sheet sheet = null;
        int number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] cells = line.split("\t", -1);
            if (cells[0].equals("S")) {
                sheet = workbook.createSheet(cells[1]);
                number = 0;
                continue;
            }
            Row row = sheet.createRow(number++);
            for (int column = 1; column < cells.length; column++) {
                String cell = cells[column];
                if (cell.isEmpty()) {
                    row.createCell(column - 1);
                } else if (cell.charAt(0) == 'n') {
                    row.createCell(column - 1).setCellValue(Double.parseDouble(cell.substring(1)));
                } else {
                    row.createCell(column - 1).setCellValue(cell.substring(1));
                }
            }
        }
        try (FileOutputStream out = new FileOutputStream(arguments[0])) {
            workbook.write(out);
        }
        workbook.dispose();
        workbook.close();
    }
}
