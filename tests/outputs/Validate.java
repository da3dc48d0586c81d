import java.io.File;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;

/** Validates XML files against a schema: `java Validate.java SCHEMA FILE...`; a fault ends it with a stack trace. */
public class Validate {
    public static void main(String[] arguments) throws Exception {
        var schema = SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI).newSchema(new File(arguments[0]));
        for (int number = 1; number < arguments.length; number++)
            schema.newValidator().validate(new StreamSource(new File(arguments[number])));
    }
}
