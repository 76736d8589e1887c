package io.isotherm.socketio.protocol;

/**
 * What stands in front of a Socket.IO packet's payload (Socket.IO protocol 5, "Packet encoding"):
 * {@code <type>[<attachments>-][<namespace>,][<id>]}.
 *
 * @param type the digit of the packet's type
 * @param attachments 0 unless the type is a binary one
 * @param id or {@link SocketPacket#NO_ID}
 * @param end where the payload begins
 */
record PacketHeader(char type, int attachments, String namespace, long id, int end) {
    static final char CONNECT = '0';
    static final char DISCONNECT = '1';
    static final char EVENT = '2';
    static final char ACK = '3';
    static final char CONNECT_ERROR = '4';
    static final char BINARY_EVENT = '5';
    static final char BINARY_ACK = '6';

    /** Far above what anyone names a namespace. */
    private static final int MAX_NAMESPACE = 255;
    /** As many digits as every integer has that JavaScript can count without gaps. */
    private static final int MAX_ID_DIGITS = 15;

    boolean isBinary() {
        return type == BINARY_EVENT || type == BINARY_ACK;
    }

    static PacketHeader parse(String packet, int maxAttachments) throws MalformedPacketException {
        if (packet.isEmpty() || packet.charAt(0) < CONNECT || packet.charAt(0) > BINARY_ACK) {
            throw new MalformedPacketException("unknown Socket.IO packet type");
        }
        char type = packet.charAt(0);
        int at = 1;
        int attachments = 0;
        if (type == BINARY_EVENT || type == BINARY_ACK) {
            int end = digitsEnd(packet, at);
            if (end == at || end - at > 9 || end == packet.length() || packet.charAt(end) != '-') {
                throw new MalformedPacketException("no count of attachments");
            }
            attachments = Integer.parseInt(packet, at, end, 10);
            if (attachments > maxAttachments) {
                throw new MalformedPacketException("more than " + maxAttachments + " attachments");
            }
            at = end + 1;
        }
        String namespace = "/";
        if (at < packet.length() && packet.charAt(at) == '/') {
            int comma = packet.indexOf(',', at);
            int end = comma < 0 ? packet.length() : comma;
            if (end - at > MAX_NAMESPACE) {
                throw new MalformedPacketException("name of namespace is too long");
            }
            namespace = packet.substring(at, end);
            at = comma < 0 ? end : comma + 1;
        }
        long id = SocketPacket.NO_ID;
        int end = digitsEnd(packet, at);
        if (end > at) {
            if (end - at > MAX_ID_DIGITS) {
                throw new MalformedPacketException("acknowledgement id is too long");
            }
            id = Long.parseLong(packet, at, end, 10);
            at = end;
        }
        return new PacketHeader(type, attachments, namespace, id, at);
    }

    private static int digitsEnd(String text, int from) {
        int end = from;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        return end;
    }
}
