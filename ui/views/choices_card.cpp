#include "ui/views/choices_card.h"

#include "ui/models/documents_model.h"
#include "ui/models/prompt_text.h"
#include "ui/models/workbench.h"
#include "ui/views/action_button.h"
#include "ui/views/counted.h"
#include "ui/views/painting.h"
#include "ui/views/segmented_buttons.h"
#include "ui/views/wording.h"

#include "engine/model/hparams.h"

#include <QComboBox>
#include <QFontDatabase>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <algorithm>

namespace embedscope {

namespace {

constexpr int kLongestPrompt = 2000;
enum Columns
{
    NameColumn,
    FieldColumn,
    RemarkColumn
};
/// What an entry of the list of tasks does, beside naming a task.
const QString kSearch = QStringLiteral("search"), kOwnTask = QStringLiteral("own task"),
              kOwnPrompts = QStringLiteral("own prompts");

QLabel* smallLabel(const QString& objectName, QWidget* parent)
{
    auto* label = new QLabel(parent);
    label->setObjectName(objectName);
    label->setFont(Metrics::small());
    label->setForegroundRole(QPalette::PlaceholderText);
    label->setTextFormat(Qt::PlainText);
    return label;
}

QLineEdit* field(const QString& objectName, const QString& name, QWidget* parent)
{
    auto* line = new QLineEdit(parent);
    line->setObjectName(objectName);
    line->setAccessibleName(name);
    line->setMaxLength(kLongestPrompt);
    line->setMinimumHeight(Metrics::px(32));
    line->setTextMargins(Metrics::px(6), 0, Metrics::px(4), 0);
    return line;
}

QString words(const std::string& text)
{
    return QString::fromStdString(text);
}

/// The prompts of a task; nothing when the model has none of that name.
std::optional<Prompts> promptsOf(const Model& model, const PromptChoice& choice)
{
    auto prompts = Prompts::choose(model.file(), *model.hparams().family, choice);
    return prompts ? std::optional(*prompts) : std::nullopt;
}

}

ChoicesCard::ChoicesCard(Workbench& workbench, QWidget* parent)
    : CardBox(tr("Prompts and dimensions"), parent)
    , m_workbench(workbench)
{
    setObjectName(QStringLiteral("modelChoicesWidget"));
    build();
    connect(&workbench, &Workbench::libraryChanged, this, &ChoicesCard::showQuestion);
    connect(workbench.documents(), &DocumentsModel::countsChanged, this, &ChoicesCard::showQuestion);
}

QLabel* ChoicesCard::addRow(const QString& name, QWidget* content, QLabel* remark)
{
    const int row = m_rows->rowCount();
    auto* label = smallLabel({}, this);
    label->setFont(Metrics::body());
    label->setText(name);
    label->setBuddy(content);
    m_rows->addWidget(label, row, NameColumn);
    m_rows->addWidget(content, row, FieldColumn);
    if (remark)
        m_rows->addWidget(remark, row, RemarkColumn);
    return label;
}

ChoicesCard::Field ChoicesCard::addField(const QString& name, const QString& objectName)
{
    Field made{field(objectName + QStringLiteral("LineEdit"), name, this),
               smallLabel(objectName + QStringLiteral("SourceLabel"), this)};
    QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    fixed.setPointSizeF(Metrics::body().pointSizeF());
    made.line->setFont(fixed);
    made.line->setPlaceholderText(tr("nothing: the text goes in as it is"));
    addRow(name, made.line, made.source);
    connect(made.line, &QLineEdit::textEdited, this, [this, line = made.line] { takeTyping(*line); });
    connect(made.line, &QLineEdit::returnPressed, this, [this] {
        if (!m_use->isHidden())
            use();
    });
    return made;
}

void ChoicesCard::build()
{
    m_set = smallLabel(QStringLiteral("modelPromptSetLabel"), this);
    head()->addStretch();
    head()->addWidget(m_set);
    m_rows = new QGridLayout;
    m_rows->setHorizontalSpacing(Metrics::px(12));
    m_rows->setVerticalSpacing(Metrics::px(8));
    m_rows->setColumnStretch(FieldColumn, 1);
    m_task = new QComboBox(this);
    m_task->setObjectName(QStringLiteral("modelTaskComboBox"));
    m_task->setAccessibleName(tr("Task"));
    m_task->setMinimumHeight(Metrics::px(32));
    m_ownTask = field(QStringLiteral("modelOwnTaskLineEdit"), tr("Task in your own words"), this);
    m_ownTask->setPlaceholderText(tr("your task in a few words"));
    auto* tasks = new QWidget(this);
    auto* taskLine = new QHBoxLayout(tasks);
    taskLine->setContentsMargins(0, 0, 0, 0);
    taskLine->addWidget(m_task);
    taskLine->addWidget(m_ownTask, 1);
    taskLine->addStretch();
    m_taskName = addRow(tr("Task"), tasks, nullptr);
    m_question = addField(tr("Before a question"), QStringLiteral("modelQuestionPrompt"));
    m_passage = addField(tr("Before a passage"), QStringLiteral("modelPassagePrompt"));
    m_sizesRemark = smallLabel(QStringLiteral("modelSizesLabel"), this);
    auto* sizes = new QWidget(this);
    auto* sizesLine = new QHBoxLayout(sizes);
    sizesLine->setObjectName(QStringLiteral("modelSizesLayout"));
    sizesLine->setContentsMargins(0, 0, 0, 0);
    sizesLine->setSpacing(Metrics::px(12));
    sizesLine->addWidget(m_sizesRemark);
    sizesLine->addStretch();
    m_sizesName = addRow(tr("Dimensions"), sizes, nullptr);

    m_sentence = smallLabel(QStringLiteral("modelChoicesSentenceLabel"), this);
    m_sentence->setWordWrap(true);
    m_use = new ActionButton(ActionButton::Kind::Main, tr("Use and embed again"), {}, this);
    m_use->setObjectName(QStringLiteral("modelUseChoicesPushButton"));
    m_keep = new ActionButton(ActionButton::Kind::Ordinary, tr("Keep the old ones"), {}, this);
    m_keep->setObjectName(QStringLiteral("modelKeepChoicesPushButton"));
    m_keep->setAccessibleName(m_keep->text());
    m_reset = new ActionButton(ActionButton::Kind::Quiet, tr("As the model has them"), QStringLiteral("undo"),
                               this);
    m_reset->setObjectName(QStringLiteral("modelResetChoicesPushButton"));
    m_reset->setAccessibleName(tr("Prompts and dimensions as the model has them"));
    connect(m_use, &QPushButton::clicked, this, &ChoicesCard::use);
    connect(m_keep, &QPushButton::clicked, this, &ChoicesCard::showModel);
    connect(m_reset, &QPushButton::clicked, this, &ChoicesCard::reset);
    connect(m_task, &QComboBox::activated, this, &ChoicesCard::takeTask);
    connect(m_ownTask, &QLineEdit::textEdited, this, &ChoicesCard::takeOwnTask);
    auto* foot = new QHBoxLayout;
    foot->setSpacing(Metrics::px(8));
    foot->addWidget(m_sentence, 1);
    for (QWidget* button : {m_reset, m_keep, m_use})
        foot->addWidget(button);
    body()->addLayout(m_rows);
    body()->addSpacing(Metrics::px(4));
    body()->addLayout(foot);
}

void ChoicesCard::showModel()
{
    const std::shared_ptr<const Model> model = m_workbench.model();
    if (!model)
        return;
    const Prompts& prompts = model->prompts();
    const auto rule = promptsOf(*model, {});
    m_set->setText(prompts.set().empty() || !rule
                       ? tr("No rule for this model: texts go in as they are")
                       : tr("%1, %2").arg(words(prompts.set()), words(rule->source())));
    setPrompt(*m_question.line, prompts.of(TextRole::Question));
    setPrompt(*m_passage.line, prompts.of(TextRole::Passage));
    fillTasks(*model);
    fillSizes(*model);
    showQuestion();
}

void ChoicesCard::fillTasks(const Model& model)
{
    m_task->clear();
    m_task->addItem(tr("Search: questions and passages"), kSearch);
    for (const Task& task : model.prompts().tasks()) {
        if (task.name != "query" && task.name != "document")
            m_task->addItem(words(task.name).replace(0, 1, words(task.name).at(0).toUpper()),
                            words(task.name));
    }
    if (model.prompts().takesOwnTask())
        m_task->addItem(tr("In your own words"), kOwnTask);
    const bool some = m_task->count() > 1;
    m_task->addItem(tr("Prompts of your own"), kOwnPrompts);
    m_task->setVisible(some);
    m_taskName->setVisible(some);
    m_ownTask->clear();
    m_ownTask->hide();
}

void ChoicesCard::fillSizes(const Model& model)
{
    delete m_sizes;
    m_sizes = new SegmentedButtons(tr("Dimensions"), this);
    m_sizes->setObjectName(QStringLiteral("modelSizesSegmentedButtons"));
    const ModelInfo& info = model.info();
    std::vector<int> sizes = info.sizes;
    if (std::ranges::find(sizes, info.dimensions) == sizes.end())
        sizes.push_back(info.dimensions); // chosen on the command line
    for (const int size : sizes) {
        const int segment =
            m_sizes->addSegment(QString::number(size), QStringLiteral("modelSize%1ToolButton").arg(size));
        if (size == info.dimensions)
            m_sizes->setCurrent(segment);
    }
    connect(m_sizes, &SegmentedButtons::chosen, this, &ChoicesCard::showQuestion);
    auto* const line = m_sizesRemark->parentWidget()->layout();
    static_cast<QHBoxLayout*>(line)->insertWidget(0, m_sizes);
    const bool some = sizes.size() > 1;
    for (QWidget* part : std::initializer_list<QWidget*>{m_sizes, m_sizesName, m_sizesRemark})
        part->setVisible(some);
}

void ChoicesCard::setPrompt(QLineEdit& line, const std::string& prompt)
{
    line.setText(shownPrompt(words(prompt)));
    line.setCursorPosition(0);
}

/// Blanks at the ends become visible while they are typed.
void ChoicesCard::takeTyping(QLineEdit& line)
{
    const QString text = line.text();
    const QString shown = shownPrompt(typedPrompt(text));
    if (shown.size() == text.size() && shown != text) {
        const int cursor = line.cursorPosition();
        line.setText(shown);
        line.setCursorPosition(cursor);
    }
    m_ownTask->hide();
    showQuestion();
}

void ChoicesCard::takeTask()
{
    const std::shared_ptr<const Model> model = m_workbench.model();
    const QString task = m_task->currentData().toString();
    m_ownTask->setVisible(task == kOwnTask);
    if (task == kOwnTask)
        m_ownTask->setFocus();
    if (!model || task == kOwnTask || task == kOwnPrompts)
        return;
    const auto prompts = promptsOf(
        *model,
        {.task = task == kSearch ? std::string() : task.toStdString(), .question = {}, .passage = {}});
    if (!prompts)
        return;
    setPrompt(*m_question.line, prompts->of(TextRole::Question));
    setPrompt(*m_passage.line, prompts->of(TextRole::Passage));
    showQuestion();
}

void ChoicesCard::takeOwnTask()
{
    const std::shared_ptr<const Model> model = m_workbench.model();
    const QString task = m_ownTask->text().simplified();
    if (!model || task.isEmpty())
        return;
    if (const auto prompts = promptsOf(*model, {.task = task.toStdString(), .question = {}, .passage = {}})) {
        setPrompt(*m_question.line, prompts->of(TextRole::Question));
        setPrompt(*m_passage.line, prompts->of(TextRole::Passage));
        showQuestion();
    }
}

std::string ChoicesCard::question() const
{
    return typedPrompt(m_question.line->text()).toStdString();
}

std::string ChoicesCard::passage() const
{
    return typedPrompt(m_passage.line->text()).toStdString();
}

int ChoicesCard::dimensions() const
{
    const auto* const chosen = m_sizes ? m_sizes->button(m_sizes->current()) : nullptr;
    return chosen ? chosen->text().toInt() : 0;
}

int ChoicesCard::chosenTask() const
{
    const std::shared_ptr<const Model> model = m_workbench.model();
    for (int i = 0; model && i < m_task->count(); ++i) {
        const QString task = m_task->itemData(i).toString();
        if (task == kOwnTask || task == kOwnPrompts)
            continue;
        const auto prompts = promptsOf(
            *model,
            {.task = task == kSearch ? std::string() : task.toStdString(), .question = {}, .passage = {}});
        if (prompts && prompts->of(TextRole::Question) == question()
            && prompts->of(TextRole::Passage) == passage())
            return i;
    }
    return m_task->findData(m_ownTask->isHidden() ? kOwnPrompts : kOwnTask);
}

QString ChoicesCard::sizesRemark(int dimensions) const
{
    const int64_t passages = m_workbench.library().counts.chunks;
    if (passages == 0)
        return tr("the first numbers of a vector, normed anew");
    return tr("%1 for %2")
        .arg(wording::bytes(passages * dimensions * qint64{sizeof(float)}),
             counted(static_cast<int>(passages), tr("1 passage"), tr("%1 passages")));
}

/// What would happen: nothing, other questions only, or a second set of vectors.
void ChoicesCard::showQuestion()
{
    const std::shared_ptr<const Model> model = m_workbench.model();
    if (!model || !m_sizes)
        return;
    const Prompts& now = model->prompts();
    m_task->setCurrentIndex(chosenTask());
    const bool otherQuestion = question() != now.of(TextRole::Question),
               otherPassage = passage() != now.of(TextRole::Passage),
               otherSize = dimensions() != model->info().dimensions;
    m_question.source->setText(otherQuestion ? tr("changed") : words(now.source(TextRole::Question)));
    m_passage.source->setText(otherPassage ? tr("changed") : words(now.source(TextRole::Passage)));
    m_sizesRemark->setText(sizesRemark(dimensions()));
    const int documents = m_workbench.documents()->count(DocumentsModel::Filter::Done);
    const bool again = (otherPassage || otherSize) && documents > 0;
    const bool changed = otherQuestion || otherPassage || otherSize;
    m_use->setText(again ? tr("Use and embed again") : tr("Use"));
    m_use->setAccessibleName(m_use->text());
    m_use->updateGeometry();
    m_use->setVisible(changed);
    m_keep->setVisible(changed);
    const bool own = now.source() == "you" || model->options().dimensions > 0;
    m_reset->setVisible(!changed && own);
    if (again)
        m_sentence->setText(
            tr("This needs a second set of vectors: %1 would be embedded again, and until then found by "
               "their words. The vectors of now stay, so that you can come back.")
                .arg(counted(documents, tr("1 document"), tr("%1 documents"))));
    else if (changed)
        m_sentence->setText(otherPassage || otherSize
                                ? tr("Passages are embedded so from now on.")
                                : tr("Nothing is embedded again: only questions are asked with it."));
    else
        m_sentence->setText(
            tr("The exact text that goes in front; \u2423 is a blank, \u21B5 a line end (type \\n), {title} "
               "the title of the document."));
}

void ChoicesCard::use()
{
    const std::shared_ptr<const Model> model = m_workbench.model();
    if (!model)
        return;
    PromptChoice choice;
    if (question() != model->prompts().ofRule(TextRole::Question))
        choice.question = question();
    if (passage() != model->prompts().ofRule(TextRole::Passage))
        choice.passage = passage();
    const bool again =
        passage() != model->prompts().of(TextRole::Passage) || dimensions() != model->info().dimensions;
    const int wanted = dimensions() == model->info().sizes.front() ? 0 : dimensions();
    const QString problem = m_workbench.useChoices(choice, wanted);
    if (!problem.isEmpty())
        m_sentence->setText(problem);
    else if (again)
        m_workbench.reindexAll();
}

void ChoicesCard::reset()
{
    const std::shared_ptr<const Model> model = m_workbench.model();
    if (!model)
        return;
    setPrompt(*m_question.line, model->prompts().ofRule(TextRole::Question));
    setPrompt(*m_passage.line, model->prompts().ofRule(TextRole::Passage));
    if (auto* const whole = m_sizes->button(0))
        m_sizes->setCurrent(0), whole->setFocus();
    showQuestion();
}

}
