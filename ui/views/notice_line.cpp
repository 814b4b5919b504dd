#include "ui/views/notice_line.h"

#include "ui/views/action_button.h"
#include "ui/views/icon_button.h"
#include "ui/views/painting.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QLabel>

namespace embedscope {

NoticeLine::NoticeLine(QWidget* parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("noticeLineWidget"));
    setAccessibleName(tr("Notice"));
    m_label = new QLabel(this);
    m_label->setObjectName(QStringLiteral("noticeLabel"));
    m_label->setWordWrap(true);
    m_label->setTextFormat(Qt::PlainText);
    m_label->setFont(Metrics::body());
    m_button = new ActionButton(ActionButton::Kind::Small, {}, {}, this);
    m_button->setObjectName(QStringLiteral("noticePushButton"));
    m_button->setAccessibleName(tr("Act on the notice")); // until a notice brings words of its own
    m_close = new IconButton(QStringLiteral("cancel"), tr("Close the notice"), this);
    m_close->setObjectName(QStringLiteral("closeNoticeToolButton"));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(Metrics::px(44), Metrics::px(6), Metrics::px(8), Metrics::px(6));
    layout->setSpacing(Metrics::px(12));
    layout->addWidget(m_label, 1);
    layout->addWidget(m_button);
    layout->addWidget(m_close);
    m_leave.setSingleShot(true);
    connect(&m_leave, &QTimer::timeout, this, &NoticeLine::dismiss);
    connect(m_close, &QToolButton::clicked, this, &NoticeLine::dismiss);
    connect(m_button, &QPushButton::clicked, this, [this] {
        dismiss();
        emit acted();
    });
    hide();
}

QString NoticeLine::sentence() const
{
    return m_label->text();
}

void NoticeLine::display(const QString& sentence, bool problem, const QString& button, int milliseconds)
{
    m_problem = problem;
    m_label->setText(sentence);
    QPalette colours = palette();
    colours.setColor(QPalette::WindowText, problem ? Theme::current().problem : Theme::current().text);
    m_label->setPalette(colours);
    m_button->setText(button);
    m_button->setAccessibleName(button.isEmpty() ? tr("Act on the notice") : button);
    m_button->setVisible(!button.isEmpty());
    m_button->updateGeometry();
    setAccessibleDescription(sentence);
    show();
    update();
    if (milliseconds > 0)
        m_leave.start(milliseconds);
    else
        m_leave.stop();
    QAccessibleEvent event(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
}

void NoticeLine::showNotice(const QString& sentence)
{
    display(sentence, false, {}, 8000);
}

void NoticeLine::showProblem(const QString& sentence)
{
    display(sentence, true, {}, 0);
}

void NoticeLine::showOffer(const QString& sentence, const QString& button)
{
    display(sentence, false, button, 20'000);
}

void NoticeLine::dismiss()
{
    m_leave.stop();
    if (isHidden())
        return;
    hide();
    emit dismissed();
}

void NoticeLine::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::current();
    QPainter painter(this);
    painter.fillRect(rect(), m_problem ? theme.problemSoft : theme.raised);
    painting::hairline(painter, {0.0, 0.0}, {static_cast<double>(width()), 0.0});
    const QRect iconRect(Metrics::px(16), 0, Metrics::px(20), height());
    painting::icon(painter, iconRect, m_problem ? QStringLiteral("warning") : QStringLiteral("info"), 16,
                   m_problem ? theme.problem : theme.text2);
}

}
