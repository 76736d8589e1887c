package io.isotherm.ingest.mqtt;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.mqtt.MqttPublishMessage;

/** Takes a message out of the network's buffers at once, so that none is held while the client is not read from. */
@Sharable
final class PublishDecoder extends ChannelInboundHandlerAdapter {
    static final PublishDecoder INSTANCE = new PublishDecoder();

    /**
     * A PUBLISH packet.
     *
     * @param id 0 or less where {@code qos} is 0
     * @param retained from a broker: it is what was last published before the subscription
     */
    record Publish(int id, int qos, boolean retained, String topic, byte[] payload) {}

    private PublishDecoder() {}

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof MqttPublishMessage publish) {
            Publish taken = new Publish(
                    publish.variableHeader().packetId(),
                    publish.fixedHeader().qosLevel().value(),
                    publish.fixedHeader().isRetain(),
                    publish.variableHeader().topicName(),
                    ByteBufUtil.getBytes(publish.payload()));
            publish.release();
            context.fireChannelRead(taken);
        } else {
            context.fireChannelRead(message);
        }
    }
}
