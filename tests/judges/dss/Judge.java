import eu.europa.esig.dss.diagnostic.DiagnosticData;
import eu.europa.esig.dss.diagnostic.PDFRevisionWrapper;
import eu.europa.esig.dss.diagnostic.SignatureWrapper;
import eu.europa.esig.dss.diagnostic.TimestampWrapper;
import eu.europa.esig.dss.jaxb.object.Message;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import eu.europa.esig.dss.validation.reports.Reports;
import java.io.File;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * What EU DSS says of signed files (PDF, or an ASiC-E container), asking nobody: one line of JSON a file.
 *
 * <p>Usage: {@code Judge ROOT.pem FILE [ROOT.pem FILE …]}, each file with the root that is trusted for it, or {@code -}
 * for none; a file has a minute. A signature's {@code level} is what DSS calls its format; {@code modifications} are
 * what DSS found between the signed revision of a PDF and its end, or on its pages.
 */
public final class Judge {
    public static void main(String[] arguments) {
        for (int at = 0; at + 1 < arguments.length; at += 2) {
            String root = arguments[at];
            File file = new File(arguments[at + 1]);
            System.out.println(json(inTime(root, file)));
        }
        // A file that is still being read is given up.
        System.exit(0);
    }

    private static Map<String, Object> inTime(String root, File file) {
        ExecutorService one = Executors.newSingleThreadExecutor();
        Future<Map<String, Object>> told = one.submit(() -> judged(root, file));
        try {
            return told.get(60, TimeUnit.SECONDS);
        } catch (Exception error) {
            Map<String, Object> report = new LinkedHashMap<>();
            report.put("file", file.getName());
            report.put("error", String.valueOf(error));
            return report;
        } finally {
            one.shutdownNow();
        }
    }

    private static Map<String, Object> judged(String root, File file) {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("file", file.getName());
        try {
            Reports reports = validated(root, file);
            DiagnosticData facts = reports.getDiagnosticData();
            SimpleReport verdicts = reports.getSimpleReport();
            List<Object> signatures = new ArrayList<>();
            for (SignatureWrapper signature : facts.getSignatures()) {
                signatures.add(told(signature, verdicts));
            }
            List<Object> timestamps = new ArrayList<>();
            for (TimestampWrapper timestamp : facts.getTimestampList()) {
                Map<String, Object> told = verdict(timestamp.getId(), verdicts);
                told.put("type", timestamp.getType().name());
                told.put("fields", fields(timestamp.getPDFRevision()));
                told.put("valid", timestamp.isMessageImprintDataIntact() && timestamp.isSignatureIntact());
                told.put("modifications", modifications(timestamp.getPDFRevision()));
                timestamps.add(told);
            }
            report.put("signatures", signatures);
            report.put("timestamps", timestamps);
        } catch (RuntimeException error) {
            report.put("error", String.valueOf(error));
        }
        return report;
    }

    private static Reports validated(String root, File file) {
        CommonTrustedCertificateSource trusted = new CommonTrustedCertificateSource();
        if (!root.equals("-")) {
            trusted.addCertificate(DSSUtils.loadCertificate(new File(root)));
        }
        // Without sources for OCSP, lists and issuers: only what the file holds counts.
        CommonCertificateVerifier verifier = new CommonCertificateVerifier(true);
        verifier.addTrustedCertSources(trusted);
        SignedDocumentValidator validator = SignedDocumentValidator.fromDocument(new FileDocument(file));
        validator.setCertificateVerifier(verifier);
        return validator.validateDocument();
    }

    private static Map<String, Object> told(SignatureWrapper signature, SimpleReport verdicts) {
        Map<String, Object> told = verdict(signature.getId(), verdicts);
        told.put("level", String.valueOf(signature.getSignatureFormat()));
        told.put("fields", fields(signature.getPDFRevision()));
        told.put("intact", signature.isSignatureIntact());
        told.put("valid", signature.isBLevelTechnicallyValid());
        told.put("structure", signature.getStructuralValidationMessages());
        told.put("modifications", modifications(signature.getPDFRevision()));
        return told;
    }

    private static Map<String, Object> verdict(String id, SimpleReport verdicts) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("indication", String.valueOf(verdicts.getIndication(id)));
        told.put("subIndication", String.valueOf(verdicts.getSubIndication(id)));
        told.put("errors", texts(verdicts.getAdESValidationErrors(id)));
        told.put("warnings", texts(verdicts.getAdESValidationWarnings(id)));
        return told;
    }

    private static List<String> fields(PDFRevisionWrapper revision) {
        return revision == null ? List.of() : revision.getSignatureFieldNames();
    }

    private static List<String> modifications(PDFRevisionWrapper revision) {
        List<String> found = new ArrayList<>();
        if (revision == null) {
            return found;
        }
        if (!revision.isSignatureByteRangeValid()) {
            found.add("byte range");
        }
        if (!revision.isPdfSignatureDictionaryConsistent()) {
            found.add("signature dictionary");
        }
        note(found, "pages differ", revision.getPdfPageDifferenceConcernedPages());
        note(found, "pages look different", revision.getPdfVisualDifferenceConcernedPages());
        note(found, "annotations overlap", revision.getPdfAnnotationsOverlapConcernedPages());
        note(found, "annotations changed", revision.getPdfAnnotationChanges());
        note(found, "changed otherwise", revision.getPdfUndefinedChanges());
        return found;
    }

    private static void note(List<String> found, String what, Collection<?> where) {
        if (where != null && !where.isEmpty()) {
            found.add(what + ": " + where.size());
        }
    }

    private static List<String> texts(List<Message> messages) {
        return messages.stream().map(Message::getValue).collect(Collectors.toList());
    }

    private static String json(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> json(entry.getKey()) + ":" + json(entry.getValue()))
                    .collect(Collectors.joining(",", "{", "}"));
        }
        if (value instanceof List<?> list) {
            return list.stream().map(Judge::json).collect(Collectors.joining(",", "[", "]"));
        }
        if (value instanceof Boolean) {
            return value.toString();
        }
        StringBuilder text = new StringBuilder("\"");
        for (char letter : String.valueOf(value).toCharArray()) {
            boolean plain = letter >= ' ' && letter != '"' && letter != '\\';
            text.append(plain ? String.valueOf(letter) : String.format("\\u%04x", (int) letter));
        }
        return text.append('"').toString();
    }
}
