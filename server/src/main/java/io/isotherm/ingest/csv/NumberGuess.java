package io.isotherm.ingest.csv;

import io.isotherm.ingest.csv.Finding.Confidence;
import java.util.List;

/**
 * How a sample writes numbers.
 *
 * @param decimal {@code .} or {@code ,}
 * @param grouping 0 for none
 */
record NumberGuess(char decimal, char grouping, Finding finding) {

    /** @param cells of all columns with values */
    static NumberGuess of(List<String> cells) {
        int comma = 0;
        int point = 0;
        int threeBehindComma = 0;
        int threeBehindPoint = 0;
        char grouping = 0;
        for (String cell : cells) {
            if (!SampleCell.isNumber(cell)) {
                continue;
            }
            String number = cell.replaceAll("[^0-9.,' \\u00A0\\u202F]", "").strip();
            int lastComma = number.lastIndexOf(',');
            int lastPoint = number.lastIndexOf('.');
            if (lastComma >= 0 && lastPoint >= 0) {
                comma += lastComma > lastPoint ? 1 : 0;
                point += lastComma > lastPoint ? 0 : 1;
                grouping = lastComma > lastPoint ? '.' : ',';
            } else if (lastComma >= 0) {
                if (number.indexOf(',') != lastComma) {
                    point++;
                    grouping = ',';
                } else if (number.length() - lastComma == 4 && number.matches("[1-9].*")) {
                    threeBehindComma++;
                } else {
                    comma++;
                }
            } else if (lastPoint >= 0) {
                if (number.indexOf('.') != lastPoint) {
                    comma++;
                    grouping = '.';
                } else if (number.length() - lastPoint == 4 && number.matches("[1-9].*")) {
                    threeBehindPoint++;
                } else {
                    point++;
                }
            }
            if (number.matches("\\d{1,3}([ \\u00A0\\u202F]\\d{3})+([.,].*)?")) {
                grouping = ' ';
            } else if (number.matches("\\d{1,3}('\\d{3})+([.,].*)?")) {
                grouping = '\'';
            }
        }
        if (comma == 0 && point == 0) {
            // "21,375" is a temperature and "21375" is none; of both marks the one that decimals have is the only one.
            boolean commas = threeBehindComma > 0 && threeBehindPoint == 0;
            String why = commas ? "Three digits stand behind each comma." : "No number tells.";
            return new NumberGuess(
                    commas ? ',' : '.', group(grouping, commas ? ',' : '.'), finding(Confidence.LIKELY, why));
        }
        char decimal = comma > point ? ',' : '.';
        if (grouping == 0 && decimal == '.' && threeBehindComma > 0) {
            grouping = ',';
        } else if (grouping == 0 && decimal == ',' && threeBehindPoint > 0) {
            grouping = '.';
        }
        boolean both = comma > 0 && point > 0;
        return new NumberGuess(
                decimal,
                group(grouping, decimal),
                finding(
                        both ? Confidence.LIKELY : Confidence.CERTAIN,
                        both ? "Most numbers are written so." : "The numbers can be read in no other way."));
    }

    private static char group(char grouping, char decimal) {
        return grouping == decimal ? 0 : grouping;
    }

    private static Finding finding(Confidence confidence, String why) {
        return new Finding("decimal", confidence, why);
    }
}
