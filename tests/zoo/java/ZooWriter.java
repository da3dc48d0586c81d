import java.io.BufferedReader;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.poi.ss.usermodel.Cell;
import org.apache.poi.ss.usermodel.Row;
import org.apache.poi.ss.usermodel.Sheet;
import org.apache.poi.ss.usermodel.Workbook;
import org.apache.poi.ss.util.CellRangeAddress;
import org.apache.poi.xssf.streaming.SXSSFWorkbook;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;

/**
 * Writes the zoo's workbooks with Apache POI from lines of tab-separated text:
 * T title, then per workbook: W path mode, S sheet state, C row column kind value, M first-row last-row first-column
 * last-column (0-based). Kinds: s text, n number, b boolean. Modes: xssf, sxssf-inline, sxssf-shared.
 * Run by tests/zoo/writers.py: java -cp JARS ZooWriter.java FILE
 */
public final class ZooWriter {
    private static String title = "";

    public static void main(String[] arguments) throws IOException {
        List<String[]> lines = new ArrayList<>();
        try (BufferedReader reader = Files.newBufferedReader(Path.of(arguments[0]), StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                String[] parts = line.split("\t", -1);
                if (parts[0].equals("T")) {
                    title = unescaped(parts[1]);
                } else if (parts[0].equals("W")) {
                    write(lines);
                    lines.clear();
                    lines.add(parts);
                } else {
                    lines.add(parts);
                }
            }
        }
        write(lines);
    }

    private static void write(List<String[]> lines) throws IOException {
        if (lines.isEmpty()) {
            return;
        }
        XSSFWorkbook plain = new XSSFWorkbook();
        plain.getProperties().getCoreProperties().setTitle(title);
        String mode = lines.get(0)[2];
        SXSSFWorkbook streaming =
            mode.equals("xssf") ? null : new SXSSFWorkbook(plain, 100, false, mode.equals("sxssf-shared"));
        Workbook workbook = streaming == null ? plain : streaming;
        Sheet sheet = null;
        for (String[] line : lines.subList(1, lines.size())) {
            switch (line[0]) {
                case "S" -> {
                    sheet = workbook.createSheet(unescaped(line[1]));
                    workbook.setSheetHidden(workbook.getSheetIndex(sheet), line[2].equals("hidden"));
                }
                case "C" -> put(sheet, Integer.parseInt(line[1]), Integer.parseInt(line[2]), line[3], line[4]);
                case "M" -> sheet.addMergedRegion(new CellRangeAddress(
                    Integer.parseInt(line[1]), Integer.parseInt(line[2]),
                    Integer.parseInt(line[3]), Integer.parseInt(line[4])));
                default -> throw new IOException("unknown line: " + line[0]);
            }
        }
        try (FileOutputStream out = new FileOutputStream(unescaped(lines.get(0)[1]))) {
            workbook.write(out);
        }
        if (streaming != null) {
            streaming.dispose();
        }
        workbook.close();
    }

    private static void put(Sheet sheet, int rowNumber, int column, String kind, String value) {
        Row row = sheet.getRow(rowNumber);
        Cell cell = (row == null ? sheet.createRow(rowNumber) : row).createCell(column);
        switch (kind) {
            case "n" -> cell.setCellValue(Double.parseDouble(value));
            case "b" -> cell.setCellValue(value.equals("True"));
            default -> cell.setCellValue(unescaped(value));
        }
    }

    private static String unescaped(String text) {
        StringBuilder result = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\') {
                result.append(c);
                continue;
            }
            char next = text.charAt(++i);
            result.append(next == 't' ? '\t' : next == 'n' ? '\n' : next == 'r' ? '\r' : next);
        }
        return result.toString();
    }
}
