// PdfBoxOnce IN.pdf OUT.pdf ROUNDS: Apache PDFBox seals a file with CMS by Bouncy Castle, as `seal_once` does.
//
// The key and chain are `key.der` (PKCS #8), `leaf.der` and `root.der` in the folder that SEGL_PEER_KEY names. With
// rounds it prints the median milliseconds from bytes to bytes before it seals the file on disk.

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Calendar;
import java.util.List;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.PDSignature;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

public final class PdfBoxOnce {
    private static byte[] read(String name) throws IOException {
        return Files.readAllBytes(Path.of(System.getenv("SEGL_PEER_KEY"), name));
    }

    private static X509Certificate certificate(String name) throws Exception {
        try (InputStream bytes = new java.io.ByteArrayInputStream(read(name))) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(bytes);
        }
    }

    public static void main(String[] arguments) throws Exception {
        PrivateKey key = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(read("key.der")));
        X509Certificate leaf = certificate("leaf.der");
        CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
        var digests = new JcaDigestCalculatorProviderBuilder().build();
        var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(key);
        generator.addSignerInfoGenerator(new JcaSignerInfoGeneratorBuilder(digests).build(signer, leaf));
        generator.addCertificates(new JcaCertStore(List.of(leaf, certificate("root.der"))));

        byte[] data = Files.readAllBytes(Path.of(arguments[0]));
        double[] times = new double[Integer.parseInt(arguments[2])];
        for (int round = 0; round < times.length; round++) {
            long begun = System.nanoTime();
            seal(data, generator);
            times[round] = (System.nanoTime() - begun) / 1e6;
        }
        if (times.length > 0) {
            Arrays.sort(times);
            System.out.printf(java.util.Locale.ROOT, "%.3f%n", times[times.length / 2]);
        }
        Files.write(Path.of(arguments[1]), seal(data, generator));
    }

    private static byte[] seal(byte[] data, CMSSignedDataGenerator generator) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream(data.length + 65536);
        try (var document = Loader.loadPDF(data)) {
            PDSignature signature = new PDSignature();
            signature.setFilter(PDSignature.FILTER_ADOBE_PPKLITE);
            signature.setSubFilter(PDSignature.SUBFILTER_ETSI_CADES_DETACHED);
            signature.setSignDate(Calendar.getInstance());
            document.addSignature(signature, content -> {
                try {
                    var bytes = new CMSProcessableByteArray(content.readAllBytes());
                    return generator.generate(bytes, false).getEncoded();
                } catch (org.bouncycastle.cms.CMSException error) {
                    throw new IOException(error);
                }
            });
            document.saveIncremental(out);
        }
        return out.toByteArray();
    }
}
